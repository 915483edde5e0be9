import { fieldLabel } from '@huren/chaincode/domain';
import { language, say } from '../shell/language';
import type { DiaryEntry, KeptLicence } from './device-store';

export const dateTime = (time: number): string =>
  new Date(time).toLocaleString(language.value === 'zh' ? 'zh-CN' : 'en-GB');

export const fieldNames = (fields: readonly string[]): string =>
  fields.map((field) => say.value(fieldLabel(field))).join(language.value === 'zh' ? '、' : ', ');

/** Of which licence a line is, if of one. */
export const lineOf = (licence: KeptLicence | undefined): Pick<DiaryEntry, 'licence'> =>
  licence === undefined
    ? {}
    : { licence: { identifier: licence.identifier, typeName: { ...licence.typeName } } };
