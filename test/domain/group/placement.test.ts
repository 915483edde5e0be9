import {
  type Authority,
  type Day,
  type Group,
  type History,
  type Member,
  placementChanges,
  placementIn,
  placementOn,
} from '@huren/chaincode/domain';

const QIQIHAR = '230200';
const TYPE = '11230000000000001Q001';
const OTHER = '11230000000000001Q002';
const filing = { reference: '权责清单 1', digest: 'A'.repeat(43) };

const group: Group = {
  id: 'nen',
  version: 1,
  parties: [QIQIHAR, '220800'],
  accepted: [QIQIHAR, '220800'],
  state: 'active',
  terms: {
    theme: { zh: '演示', en: 'Demo' },
    regions: [QIQIHAR, '220800'],
    roles: ['issuing', 'relying', 'supervising'],
    types: [TYPE],
    matterKinds: '*',
    witnessed: false,
  },
};
const member: Member = {
  id: QIQIHAR,
  msp: 'm',
  name: { zh: '演示', en: 'Demo' },
  region: QIQIHAR,
  state: 'admitted',
  receiptKeys: [],
};
const bureau: Authority = {
  code: '112302000000000039',
  member: QIQIHAR,
  kind: 'department',
  region: '230221',
  name: { zh: '演示部门', en: 'Demo department' },
  roles: ['issuing', 'relying'],
  state: 'active',
  approval: { standing: 'approved', by: '11230000000000001Q' },
  keys: [],
  competence: [
    {
      types: [TYPE],
      region: '230221',
      from: '2026-02-01',
      to: '2026-02-28',
      standing: 'approved',
      by: '11230000000000001Q',
      filing,
    },
  ],
  mandates: [],
  predecessors: [],
  directs: [],
};
const { approval: _unapproved, ...registered } = bureau;
const approver: Authority = {
  ...registered,
  kind: 'approver',
  region: '230000',
  roles: ['supervising'],
  competence: [],
  directs: [{ types: [TYPE], region: '230000' }],
};
const terms = (changes: object): Group => ({ ...group, terms: { ...group.terms, ...changes } });
const rolesOf = (of: Group, authority: Authority, day = '2026-02-10', by: Member = member) =>
  placementIn(of, authority, by, day)?.roles;

describe('an authority is placed', () => {
  const rows: readonly (readonly [
    why: string,
    roles: readonly string[] | undefined,
    actual: () => unknown,
  ])[] = [
    ['in all of its roles while it is competent', ['issuing', 'relying'], () => rolesOf(group, bureau)],
    ['to rely, the day before it is competent', ['relying'], () => rolesOf(group, bureau, '2026-01-31')],
    ['to rely, the day after it was competent', ['relying'], () => rolesOf(group, bureau, '2026-03-01')],
    [
      'to issue on the last day of its competence',
      ['issuing', 'relying'],
      () => rolesOf(group, bureau, '2026-02-28'),
    ],
    ['in the roles of the group alone', ['relying'], () => rolesOf(terms({ roles: ['relying'] }), bureau)],
    [
      'not to issue what the group is not about',
      ['relying'],
      () => rolesOf(terms({ types: [OTHER] }), bureau),
    ],
    ['not without a common role', undefined, () => rolesOf(terms({ roles: ['supervising'] }), bureau)],
    ['not outside the regions', undefined, () => rolesOf(terms({ regions: ['220800'] }), bureau)],
    [
      'inside a county of the rules',
      ['issuing', 'relying'],
      () => rolesOf(terms({ regions: ['230221'] }), bureau),
    ],
    ['not in a neighbouring county', undefined, () => rolesOf(terms({ regions: ['230223'] }), bureau)],
    [
      'not while its member is no party',
      undefined,
      () => rolesOf({ ...group, parties: ['220800', '150700'] }, bureau),
    ],
    [
      'not while its member has not accepted these rules',
      undefined,
      () => rolesOf({ ...group, accepted: ['220800'] }, bureau),
    ],
    [
      'not before every party has accepted',
      undefined,
      () => rolesOf({ ...group, state: 'proposed' }, bureau),
    ],
    ['not after the group has ended', undefined, () => rolesOf({ ...group, state: 'ended' }, bureau)],
    [
      'not while it is only registered',
      undefined,
      () => rolesOf(group, { ...registered, state: 'registered' }),
    ],
    ['not while it is suspended', undefined, () => rolesOf(group, { ...bureau, state: 'suspended' })],
    ['not once it is abolished', undefined, () => rolesOf(group, { ...bureau, state: 'abolished' })],
    [
      'not while its member is suspended',
      undefined,
      () => rolesOf(group, bureau, '2026-02-10', { ...member, state: 'suspended' }),
    ],
    [
      'not by the record of another member',
      undefined,
      () => rolesOf(group, bureau, '2026-02-10', { ...member, id: '220800' }),
    ],
    ['not when only witnessed', undefined, () => rolesOf(group, witnessed)],
    [
      'when only witnessed where the rules say so',
      ['issuing', 'relying'],
      () => rolesOf(terms({ witnessed: true }), witnessed),
    ],
    ['as the superior of one of the regions', ['supervising'], () => rolesOf(group, approver)],
    ['as superior not of other types', undefined, () => rolesOf(terms({ types: [OTHER] }), approver)],
    [
      'as superior not of other regions',
      undefined,
      () => rolesOf(group, { ...approver, directs: [{ types: [TYPE], region: '150000' }] }),
    ],
  ];
  it.each(rows)('%s', (_why, roles, actual) => {
    expect(actual()).toEqual(roles);
  });
});

const witnessed: Authority = {
  ...bureau,
  approval: { standing: 'witnessed' },
  competence: bureau.competence.map(({ by: _by, ...entry }) => ({ ...entry, standing: 'witnessed' })),
};

const at = (day: string, hour = 12): number =>
  Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00+08:00`);
function historyOf<T>(
  ...versions: readonly (readonly [block: number, day: string, value: T, hour?: number])[]
): History<T> {
  return versions.map(([block, day, value, hour]) => ({
    position: { block, tx: 0 },
    time: at(day, hour),
    value,
  }));
}

describe('the changes of a group', () => {
  const members = historyOf([0, '2026-01-01', member]);
  const tell = (groups: History<Group>, authorities: History<Authority>, today = '2026-06-01') =>
    placementChanges({ group: groups, authority: authorities, member: () => members }, today as Day).map(
      ({ day, change, cause, placement }) => [day, change, cause, placement?.roles.join() ?? ''],
    );

  it('follow approvals, days, suspensions and rules, in order', () => {
    const groups = historyOf<Group>(
      [1, '2026-01-02', group],
      [5, '2026-03-20', terms({ roles: ['issuing'] })],
    );
    const authorities = historyOf<Authority>(
      [2, '2026-01-10', { ...registered, state: 'registered', competence: [] }],
      [3, '2026-01-11', bureau],
      [4, '2026-03-10', { ...bureau, state: 'suspended' }],
      [6, '2026-04-01', bureau],
    );
    expect(tell(groups, authorities)).toEqual([
      ['2026-01-11', 'entered', 'authority', 'relying'],
      ['2026-02-01', 'changed', 'validity', 'issuing,relying'],
      ['2026-03-01', 'changed', 'validity', 'relying'],
      ['2026-03-10', 'left', 'authority', ''],
    ]);
  });

  it('do not tell days that have not come', () => {
    const histories = [
      historyOf<Group>([0, '2026-01-01', group]),
      historyOf<Authority>([1, '2026-01-02', bureau]),
    ] as const;
    expect(tell(...histories, '2026-01-31')).toEqual([['2026-01-02', 'entered', 'authority', 'relying']]);
    expect(tell(...histories, '2026-02-01')).toHaveLength(2);
  });

  it('count competence that is granted for a day of the past from the grant on', () => {
    const grown = {
      ...bureau,
      competence: [{ ...bureau.competence[0]!, from: '2020-01-01', to: '2030-01-01' }],
    };
    const authorities = historyOf<Authority>(
      [1, '2026-01-02', { ...bureau, competence: [] }],
      [2, '2026-01-20', grown],
    );
    expect(tell(historyOf([0, '2026-01-01', group]), authorities)).toEqual([
      ['2026-01-02', 'entered', 'authority', 'relying'],
      ['2026-01-20', 'changed', 'authority', 'issuing,relying'],
    ]);
  });

  it('of one instant stand in ledger order, and a day begins before them', () => {
    const authorities = historyOf<Authority>(
      [1, '2026-01-31', bureau],
      [2, '2026-02-01', { ...bureau, state: 'suspended' }, 0],
      [3, '2026-02-01', bureau, 0],
    );
    expect(tell(historyOf([0, '2026-01-01', group]), authorities, '2026-02-01')).toEqual([
      ['2026-01-31', 'entered', 'authority', 'relying'],
      ['2026-02-01', 'changed', 'validity', 'issuing,relying'],
      ['2026-02-01', 'left', 'authority', ''],
      ['2026-02-01', 'entered', 'authority', 'issuing,relying'],
    ]);
  });

  it('are nothing for an authority that never fitted', () => {
    const far = { ...bureau, region: '310000' };
    expect(tell(historyOf([0, '2026-01-01', group]), historyOf([1, '2026-01-02', far]))).toEqual([]);
    expect(tell([], historyOf([1, '2026-01-02', bureau]))).toEqual([]);
  });
});

describe('the members of a day', () => {
  const histories = {
    group: historyOf<Group>([0, '2026-01-01', group]),
    authority: historyOf<Authority>(
      [1, '2026-02-05', bureau, 23],
      [2, '2026-02-06', { ...bureau, state: 'suspended' }, 0],
    ),
    member: () => historyOf([0, '2026-01-01', member]),
  };
  it.each([
    ['the day before it was approved', '2026-02-04', undefined],
    ['the day of its approval, in its last hour', '2026-02-05', ['issuing', 'relying']],
    ['the day that began with its suspension', '2026-02-06', undefined],
  ])('are told for %s', (_why, day, roles) => {
    expect(placementOn(histories, day as Day)?.roles).toEqual(roles);
  });
});
