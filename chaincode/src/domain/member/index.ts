export * from './member';
export * from './motion';
export { motionId } from './voting';
export { receiptPossessionStatement } from './receipt-key';
