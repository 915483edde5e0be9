export * from './licence-type';
export * from './seal-roles';
