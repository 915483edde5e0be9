import { Client } from 'fabric-common';
import { readPreparedCall } from '@huren/clients';
import { outsideIdentity } from '../../network/src/fabric/fabric-common-parts';

const CALL = { contract: 'seal', fn: 'freeze', argument: '{"keyId":"k"}' };

interface More {
  readonly init?: boolean;
  readonly transientMap?: Record<string, Buffer>;
}

/** What fabric-network asks to be signed first, made by its own library. */
function proposalOf2x(more: More = {}): Uint8Array {
  const channel = new Client('demo').newChannel('huren');
  const signer = {
    mspId: 'Huren230200MSP',
    certificate: 'PEM',
    sign: () => Promise.resolve(new Uint8Array()),
  };
  const request = { fcn: `${CALL.contract}:${CALL.fn}`, args: [CALL.argument], ...more };
  return channel.newEndorsement('huren').build(outsideIdentity(channel, signer), request);
}

it('reads the call in a proposal of fabric-network 2.2, which writes out that it is no initialisation', () => {
  expect(readPreparedCall(proposalOf2x())).toEqual({ ...CALL, certificate: 'PEM' });
});

it.each<readonly [string, More]>([
  ['an initialisation runs with other rules', { init: true }],
  ['transient data go to the contract unseen', { transientMap: { x: Buffer.of(1) } }],
])('shows no call where %s', (_reason, more) => {
  expect(readPreparedCall(proposalOf2x(more))).toBeUndefined();
});
