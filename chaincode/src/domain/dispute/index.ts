export * from './dispute';
export { ANSWER_DAYS } from './raising';
