export * from './name';
export * from './extensions';
export * from './certificate';
export * from './issued';
export * from './chain';
export * from './certificate-text';
export * from './issue';
