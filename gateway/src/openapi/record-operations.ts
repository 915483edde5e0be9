import type { Bilingual } from '@huren/chaincode/domain';
import { RECORD_FILTERS } from '../routes/record-filters';
import { RECORD_KINDS } from '../routes/records';
import type { Operation } from './operation';

const NAMES: Readonly<Record<keyof typeof RECORD_KINDS, Bilingual>> = {
  members: { zh: '成员', en: 'members' },
  authorities: { zh: '行政主体', en: 'authorities' },
  seals: { zh: '电子印章', en: 'seals' },
  'licence-types': { zh: '证照类型', en: 'licence types' },
  matters: { zh: '政务服务事项', en: 'matters' },
  agreements: { zh: '互认协议', en: 'agreements' },
  bases: { zh: '用证依据', en: 'bases' },
  mappings: { zh: '事项对应', en: 'mappings' },
  motions: { zh: '动议', en: 'motions' },
  references: { zh: '外地事项参考', en: 'foreign matter references' },
  groups: { zh: '协同组', en: 'groups' },
  disputes: { zh: '异议', en: 'disputes' },
};

/** What a filter of that name asks for. */
const FILTERS: Readonly<Record<string, string>> = {
  state: 'state of the record',
  kind: 'kind of the record',
  member: 'member id',
  region: 'region: records inside it; for licence types those that may be issued there',
  role: 'issuing, relying or supervising',
  superior: 'credit code of the superior',
  standing: 'approved, witnessed or none; for licence types definer or outside',
  type: 'licence type that it has or directs',
  authority: 'credit code of its authority',
  holder: 'person, organisation or either',
  scope: 'national or local',
  definer: 'credit code of the body that defines it',
  party: 'member id of a party',
  by: 'credit code of the authority that raised it',
};

const PAGE = { limit: 'records of a page, 1…200' };
const GROWING = { after: 'how many to leave out: `next` of the page before', ...PAGE };
const ON = { on: 'day (YYYY-MM-DD): as it stood at its end' };

/** Public records: lists, single records today or on a day, and their histories. */
export const recordOperations: readonly Operation[] = Object.entries(NAMES).flatMap(
  ([name, { zh, en }]): Operation[] => {
    const kind = RECORD_KINDS[name as keyof typeof RECORD_KINDS];
    const filters = Object.keys(RECORD_FILTERS[kind] ?? {});
    const one: Operation = {
      method: 'GET',
      path: `/v1/${name}/:id`,
      tag: 'records',
      summary: { zh: `查询一条${zh}记录`, en: `One record of the ${en}` },
      token: false,
      query: ON,
      answers: { 200: 'Record' },
      problems: [400, 404],
    };
    return [
      {
        method: 'GET',
        path: `/v1/${name}`,
        tag: 'records',
        summary: { zh: `列出${zh}`, en: `List ${en}` },
        token: false,
        query: {
          after: 'id after which the page begins',
          ...PAGE,
          q: 'text that id or name contains',
          ...Object.fromEntries(filters.map((filter) => [filter, FILTERS[filter] ?? filter])),
        },
        answers: { 200: 'Page' },
        problems: [400],
      },
      name === 'groups'
        ? {
            ...one,
            summary: {
              zh: '协同组及其行政主体、事项与协议',
              en: 'A group with its authorities, matters and agreements',
            },
            answers: { 200: 'GroupView' },
          }
        : one,
      {
        method: 'GET',
        path: `/v1/${name}/:id/history`,
        tag: 'records',
        summary: { zh: `一条${zh}记录的全部版本`, en: `Every version of one record of the ${en}` },
        token: false,
        query: GROWING,
        answers: { 200: 'RecordHistory' },
        problems: [400, 404],
      },
    ];
  },
);

export const groupOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/v1/groups/:id/changes',
    tag: 'records',
    summary: { zh: '协同组成员的进出', en: 'Who entered and left a group' },
    token: false,
    query: GROWING,
    answers: { 200: 'GroupChanges' },
    problems: [400, 404],
  },
];
