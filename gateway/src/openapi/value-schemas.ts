import { choice, text } from './schema';

export const digest = text('base64url of 32 bytes', { pattern: '^[A-Za-z0-9_-]{43}$' });
export const day = text('day of the law, Asia/Shanghai', { format: 'date' });
export const colour = choice('green', 'amber', 'red', 'grey');
export const jws = text('compact JWS');
export const base64url = text('base64url without padding');
export const matter = text('matter code of 12, 31 or 33 characters', { minLength: 12, maxLength: 33 });
export const localList = text(
  'of a local code that several lists share: credit code of the authority whose list is meant',
);
/** What a verification is asked about. */
export const askedMatter = text(
  'matter code of 12, 31 or 33 characters, or a local code that is mapped to one',
  {
    minLength: 1,
    maxLength: 64,
  },
);
export const comparedAgent = {
  ...choice('agent'),
  description:
    'the agent was compared, with the name in the delegation; absent: the holder, with the licence',
};
export const nonce = text('nonce of a presentation request');
