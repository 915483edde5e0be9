export * from './drawing';
export * from './layout';
export * from './licence-page';
export * from './licence-document';
export * from './licence-copy';
export * from './seal-document';
export * from './seal-picture';
export { writePackage, type PackagePart } from './zip';
