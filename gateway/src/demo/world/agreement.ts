import {
  addDays,
  type AgreementTerms,
  type Clause,
  type ClauseConditions,
  type Coverage,
  type Day,
} from '@huren/chaincode/domain';
import { CITIES } from './city';
import { textDigest } from './text-digest';
import { TYPE, type TypeName } from './licence-type';
import { MATTER, type MatterName } from './matter';
import { REFORM_DAY } from './department';

export interface DemoAgreement {
  readonly id: string;
  readonly proposer: string;
  readonly parties: readonly string[];
  readonly terms: AgreementTerms;
}

const EARLIER_DAYS = 300;
const LATER_DAYS = 90;
const ALL = CITIES.map(({ id }) => id);
function clause(
  id: string,
  types: readonly TypeName[],
  regions: readonly string[],
  matters: readonly MatterName[],
  effect: Clause['effect'],
  conditions: ClauseConditions = {},
): Clause {
  return {
    id,
    types: types.map((name) => TYPE[name]),
    issuingRegions: regions,
    receivingRegions: regions,
    matters: matters.map((name) => MATTER[name]),
    effect,
    conditions,
  };
}

function agreement(
  id: string,
  title: string,
  parties: readonly string[],
  from: string,
  clauses: readonly Clause[],
  coverage?: readonly Coverage[],
): DemoAgreement {
  return {
    id,
    proposer: parties[0] ?? '',
    parties,
    terms: {
      title: `${title}（演示）`,
      text: {
        digest: textDigest(`${title}（演示文本）`),
        filing: `演示互认${id}号`,
        publication: 'https://example.org/demo/agreements/' + id,
      },
      from,
      clauses,
      ...(coverage === undefined ? {} : { coverage }),
    },
  };
}

/** Qiqihar has anchored every driver's qualification since the reform: one that is not anchored is hardly theirs. */
const QIQIHAR_DRIVERS: Coverage = { types: [TYPE.driver], region: '230200', since: REFORM_DAY };

/**
 * Agreements among the seven. Nothing covers 公共租赁住房申请 with a certificate from Qiqihar: that is the demo's case
 * without a basis.
 * @param foundedOn two agreements are older than the network, the third begins later
 */
export function agreementsFrom(foundedOn: Day): readonly DemoAgreement[] {
  const firstDay = addDays(foundedOn, -EARLIER_DAYS);
  const laterDay = addDays(foundedOn, LATER_DAYS);
  const neighbours = ['230200', '220800', '152200'];
  const rental = ['230600', '220700', '220800'];
  return [
    agreement(
      'nenjiang-1',
      '嫩江流域七地电子证照互认协议',
      ALL,
      firstDay,
      [
        clause('1', ['business'], ALL, ['soleTrader', 'foodPermit', 'freightPermit'], 'accept'),
        clause(
          '2',
          ['title'],
          ALL,
          ['soleTrader', 'fundWithdrawal', 'jointWithdrawal', 'fundLoan'],
          'accept',
        ),
        clause('3', ['food'], ALL, ['foodPermit'], 'accept'),
        clause('4', ['seed'], ALL, ['seedFiling'], 'review'),
        clause('5', ['harvester'], ALL, ['harvesterService'], 'accept'),
        clause('6', ['title'], ALL, ['titleTransfer'], 'accept', { legalForm: 'page', identityLevel: 3 }),
      ],
      [QIQIHAR_DRIVERS],
    ),
    agreement('nenjiang-2', '齐白兴三地住房公积金互认协议', neighbours, firstDay, [
      clause('1', ['fund'], neighbours, ['fundLoan', 'fundTransferJilin'], 'accept', {
        provenance: ['issuer'],
      }),
    ]),
    agreement('nenjiang-3', '大松白三地公共租赁住房互认协议', rental, laterDay, [
      clause('1', ['fund'], rental, ['publicRental'], 'accept'),
    ]),
  ];
}
