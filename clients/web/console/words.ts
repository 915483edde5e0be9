import { caseWords } from './case-words';
import { ledgerWords } from './ledger-words';
import { pageWords } from './page-words';

export const words = { ...pageWords, ...ledgerWords, ...caseWords };
