export * from './bilingual';
export * from './record-key';
export * from './version';
