export * from './dispute';
export { ANSWER_DAYS, DISPUTES_LIMIT, RAISER_LIMIT } from './raising';
