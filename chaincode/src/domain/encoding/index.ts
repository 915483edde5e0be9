export * from './base64url';
export * from './hex';
export * from './malformed';
export * from './utf8';
