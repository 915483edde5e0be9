import { call } from './client';
import { issue, signAll, verify } from './issuing';
import { HEILONGJIANG, ISSUER, MATTER, openWorld, registerSeal, type World } from './world';

/** A compromise as the office and its superior tell it to a gateway: where it begins decides what still counts. */
describe('a compromised seal, over HTTP', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(async () => {
    await world.close();
  });

  const act = async (who: string, name: string, argument: object) => {
    const begun = await call('POST', `${world.issuingUrl}/v1/transactions/prepare`, {
      contract: 'seal',
      function: name,
      argument,
      certificate: world.identity(who).certificate,
    });
    return begun.status === 201 ? signAll(world, world.issuingUrl, who, begun.body) : begun;
  };
  const codeOf = async (credential: unknown): Promise<unknown> => {
    await world.relying.caughtUp();
    const { body } = await verify(world, { credential, matter: MATTER });
    const findings = body['findings'] as { check: string; code: string }[];
    return findings.find(({ check }) => check === 'key')?.code;
  };
  const anchoredAt = async (batch: string): Promise<{ block: number; tx: number }> => {
    await world.issuing.caughtUp();
    const [at] = world.issuing.context.index.history(`anchor/${batch}`);
    if (at === undefined) throw new Error('the batch is not anchored');
    return at.position;
  };

  it('keeps what was anchored before it, and refuses what came at its position or later', async () => {
    const key = await registerSeal(world.issuing, world.submit, 'ES256');
    await world.issuing.caughtUp();
    const [before] = await issue(world, 'before', { key });
    const [after] = await issue(world, 'after', { key });
    const from = await anchoredAt(after?.anchor.batch ?? '');
    expect((await act(ISSUER, 'reportCompromise', { keyId: key, from })).status).toBe(200);
    expect([await codeOf(before), await codeOf(after)]).toEqual(['SEAL_ACTIVE', 'SEAL_ACTIVE']);
    expect((await act(HEILONGJIANG, 'confirmCompromise', { keyId: key, from })).status).toBe(200);
    expect([await codeOf(before), await codeOf(after)]).toEqual(['SEAL_ACTIVE', 'SEAL_COMPROMISED']);
  });

  it.each<[where: string, fault: string, from: (height: number) => { block: number; tx: number }]>([
    ['before the key was registered', 'before-registration', () => ({ block: 0, tx: 0 })],
    ['in a block that is still to come', 'position-to-come', (height) => ({ block: height + 9, tx: 0 })],
  ])(
    'cannot begin %s: neither reported nor confirmed, and nothing is written',
    async (_where, fault, from) => {
      const key = await registerSeal(world.issuing, world.submit, 'ES256');
      await world.issuing.caughtUp();
      const height = await world.ledger.height();
      for (const [who, name] of [
        [ISSUER, 'reportCompromise'],
        [HEILONGJIANG, 'confirmCompromise'],
      ] as const) {
        const { status, body } = await act(who, name, { keyId: key, from: from(height) });
        expect([status >= 400 && status < 500, JSON.stringify(body).includes(fault)]).toEqual([true, true]);
      }
      expect(await world.ledger.height()).toBe(height);
    },
  );

  it('is not confirmed at another position than the reported one', async () => {
    const key = await registerSeal(world.issuing, world.submit, 'ES256');
    const [file] = await issue(world, 'elsewhere', { key });
    const from = await anchoredAt(file?.anchor.batch ?? '');
    expect((await act(ISSUER, 'reportCompromise', { keyId: key, from })).status).toBe(200);
    const later = { block: from.block + 1, tx: 0 };
    const { body } = await act(HEILONGJIANG, 'confirmCompromise', { keyId: key, from: later });
    expect(body['rejection']).toBe('COMPROMISE_DIFFERS');
    expect(await codeOf(file)).toBe('SEAL_ACTIVE');
  });
});
