import { compromiseFault, type History, type Seal } from '@huren/chaincode/domain';
import { issuerKey, seal } from './world';

const history: History<Seal> = [
  { position: { block: 7, tx: 2 }, time: 0, value: seal(issuerKey) },
  { position: { block: 9, tx: 0 }, time: 1, value: seal(issuerKey, { state: 'frozen' }) },
];

describe('where a compromise may begin', () => {
  it.each([
    ['the block before the registration', { block: 6, tx: 9 }, 'before-registration'],
    ['the transaction before it', { block: 7, tx: 1 }, 'before-registration'],
    ['the registration itself', { block: 7, tx: 2 }, undefined],
    ['the next block to come', { block: 12, tx: 0 }, undefined],
    ['a block that the ledger has not come to', { block: 13, tx: 0 }, 'position-to-come'],
  ] as const)('%s', (_where, from, fault) => {
    expect(compromiseFault(history, from, 12)).toBe(fault);
  });

  it('is nowhere for a seal that the ledger never held', () => {
    expect(compromiseFault([], { block: 7, tx: 2 }, 12)).toBe('seal-unknown');
  });
});
