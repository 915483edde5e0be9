export * from './member';
export * from './motion';
export { motionId } from './voting';
export { MOTION_KINDS } from './motion-body';
export { receiptPossessionStatement } from './receipt-key';
