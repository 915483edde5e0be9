import { choice, closed, list, opened, ref, type Schema, text, whole } from './schema';

const day = text('day of the law, Asia/Shanghai', { format: 'date' });
const authority = text('credit code of an authority');
const placement = {
  authority,
  member: text('member that hosts it'),
  roles: list(choice('issuing', 'relying', 'supervising')),
  standing: choice('approved', 'witnessed'),
};

/** Schemas of groups and of histories, by name. */
export const groupSchemas: Readonly<Record<string, Schema>> = {
  RecordHistory: closed({
    items: list(
      closed({
        position: ref('Position'),
        time: whole('block time, epoch ms'),
        value: { description: 'the record; null where it was deleted' },
      }),
    ),
    'next?': text('value of `after` for the next page'),
  }),
  GroupView: opened(
    {
      position: ref('Position'),
      time: whole('block time, epoch ms'),
      on: { ...day, description: 'the day that is told about' },
      digest: text('what an acceptance names: digest of the amendment that waits, or of the rules'),
      authorities: list(
        closed({
          ...placement,
          name: ref('Bilingual'),
          kind: choice('department', 'approver'),
          region: text('six-digit region'),
        }),
      ),
      matters: list(
        closed({
          code: text('basic code'),
          'name?': ref('Bilingual'),
          'kind?': text('two digits of GB/T 39554.1'),
          authorities: list(authority),
          agreements: list(text('agreement id')),
        }),
      ),
      agreements: list(
        closed({
          id: text('agreement id'),
          title: text('title'),
          version: whole('version in force'),
          parties: list(text('member id')),
        }),
      ),
    },
    'the group record and who is in it',
  ),
  GroupChanges: closed({
    items: list(
      closed({
        day,
        authority,
        'name?': ref('Bilingual'),
        change: choice('entered', 'left', 'changed'),
        'placement?': closed(placement),
        cause: choice('group', 'authority', 'member', 'validity'),
        'position?': ref('Position'),
      }),
    ),
    'next?': text('value of `after` for the next page'),
  }),
};
