import { type JsonValue, MalformedError } from '@huren/chaincode/domain';

/** Longest PEM text that is looked at, in UTF-16 code units. */
const MAX_PEM = 8192;

/** A PEM certificate in a body; it holds line breaks, which the shape of a line refuses. */
export const certificatePem = (value: JsonValue, path = ''): string => {
  if (typeof value !== 'string') throw new MalformedError('wrong-type', 'The value is not a string.', path);
  if (value.length > MAX_PEM) throw new MalformedError('too-long', 'The text is too long.', path);
  return value;
};
