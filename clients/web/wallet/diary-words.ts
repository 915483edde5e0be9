import { fieldLabel } from '@huren/chaincode/domain';
import { language, say } from '../shell/language';

export const dateTime = (time: number): string =>
  new Date(time).toLocaleString(language.value === 'zh' ? 'zh-CN' : 'en-GB');

export const fieldNames = (fields: readonly string[]): string =>
  fields.map((field) => say.value(fieldLabel(field))).join(language.value === 'zh' ? '、' : ', ');
