import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTlsCa, issueTlsCertificate, type CertifiedKey, writeWhole } from '@huren/network/certificates';
import { createMemberCa, issueIdentity } from '@huren/network/identity';
import { PeerSide, type Caller } from './peer-side';

const server = join(__dirname, '../../chaincode/dist/server/main.js');
const chaincodeId = `huren_1:${'ab'.repeat(32)}`;
const day = 86_400_000;

describe('the chaincode server, as its own process, towards a peer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'huren-chaincode-'));
  let peerTls: { ca: string; key: string; cert: string };
  let strangerTls: { ca: string; key: string; cert: string };
  let environment: Record<string, string>;
  let address: string;
  let child: Child;
  let side: PeerSide;
  let caller: Caller;
  let otherCaller: Caller;

  beforeAll(async () => {
    if (!existsSync(server)) throw new Error('the chaincode is not built: npm run build');
    const now = new Date(Date.now() - day);
    const ca = await createTlsCa({ id: '230200', name: 'demo', now, validDays: 9 });
    const foreign = await createTlsCa({ id: '230200', name: 'demo', now, validDays: 9 });
    const own = await leaf(ca, 'chaincode');
    const pems = { cert: own.certificate, key: keyOf(own), ca: ca.certificate };
    for (const [name, text] of Object.entries(pems)) writeWhole(join(folder, `${name}.pem`), text);
    peerTls = await clientTls(ca, ca);
    strangerTls = await clientTls(foreign, ca);
    address = `127.0.0.1:${String(await freePort())}`;
    environment = {
      CHAINCODE_ID: chaincodeId,
      CHAINCODE_SERVER_ADDRESS: address,
      CHAINCODE_TLS_CERT: join(folder, 'cert.pem'),
      CHAINCODE_TLS_KEY: join(folder, 'key.pem'),
      CHAINCODE_CLIENT_CA_CERT: join(folder, 'ca.pem'),
    };
    caller = await callerOf('230200');
    otherCaller = await callerOf('220800');
    child = new Child(environment);
    await child.said('listening');
    side = await PeerSide.dial(address, peerTls);
  });
  afterAll(() => {
    side.close();
    child.process.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('registers under the package id that the peers know', () => {
    expect(side.registeredAs).toBe(chaincodeId);
  });

  it('cuts off a peer that speaks before its turn, and serves the others', async () => {
    const hasty = await PeerSide.dial(address, peerTls);
    hasty.speakOutOfTurn();
    await hasty.ended();
    hasty.close();
    side.welcome();
  });

  it('runs a transaction with its state calls, result and event', async () => {
    const founded = await side.invoke(['member:found', founders], caller);
    expect(founded).toMatchObject({ status: 200, message: '' });
    expect(founded.asked).toEqual(expect.arrayContaining(['GET_STATE', 'PUT_STATE']));
    expect(founded.asked.at(-1)).toBe('COMPLETED');
    expect(founded.event?.name).toBe('found');
    const { keys } = JSON.parse(founded.event?.payload ?? '{}') as { keys: string[] };
    expect(keys).toEqual([...side.state.keys()].sort());
  });

  it('knows from the certificate alone who calls', async () => {
    expect((await side.invoke(['member:confirm', '{}'], caller)).status).toBe(200);
    expect((await side.invoke(['member:confirm', '{}'], otherCaller)).status).toBe(200);
  });

  it('runs many transactions of one stream at once', async () => {
    const many = Array.from({ length: 50 }, (_, n) =>
      side.invoke(['member:propose', proposal(String(n))], caller, false),
    );
    expect((await Promise.all(many)).map(({ status }) => status)).toEqual(many.map(() => 200));
  });

  it('writes the same for two peers that have the same state', async () => {
    const other = (await PeerSide.dial(address, peerTls)).welcome();
    for (const [key, value] of side.state) other.state.set(key, value);
    const mine = await side.invoke(['member:propose', proposal('same')], caller, false);
    const theirs = await other.invoke(['member:propose', proposal('same')], caller, false);
    expect(theirs.payload).toBe(mine.payload);
    expect(theirs.asked).toEqual(mine.asked);
    other.close();
  });

  it.each([
    ['a rule that forbids', ['member:confirm', '{}'], 'HUREN.NETWORK_ALREADY_OPEN {}'],
    ['an unknown contract', ['nobody:found', '{}'], 'HUREN.UNKNOWN_CONTRACT {}'],
    ['the name of an inherited property', ['constructor:name', '{}'], 'HUREN.UNKNOWN_CONTRACT {}'],
    ['a contract name with a colon', ['member:a:b', '{}'], 'HUREN.UNKNOWN_CONTRACT {}'],
    ['no contract name', ['confirm', '{}'], 'HUREN.UNKNOWN_CONTRACT {}'],
    ['an unknown function', ['member:nothing', '{}'], 'HUREN.UNKNOWN_FUNCTION {}'],
    ["the contract's own machinery", ['member:beforeTransaction', '{}'], 'HUREN.UNKNOWN_FUNCTION {}'],
    ['no argument', ['member:confirm'], 'HUREN.BAD_ARITY {"given":0}'],
    ['two arguments', ['member:confirm', '{}', '{}'], 'HUREN.BAD_ARITY {"given":2}'],
  ])('answers %s by its code, with nothing written', async (_reason, call, message) => {
    const ended = await side.invoke(call, caller);
    expect(ended).toMatchObject({ status: 500, message });
    expect(ended.asked).not.toContain('PUT_STATE');
  });

  it('keeps the text of a fault inside: the state it reads is not its own', async () => {
    const broken = (await PeerSide.dial(address, peerTls)).welcome();
    for (const key of side.state.keys()) broken.state.set(key, 'not JSON');
    expect(await broken.invoke(['member:confirm', '{}'], caller)).toMatchObject({
      status: 500,
      message: 'the contract function failed',
    });
    await child.said('fault');
    broken.close();
  });

  it.each([
    ['without a client certificate', () => ({ ca: peerTls.ca })],
    ['with a certificate of a foreign CA', () => strangerTls],
    ['without TLS', () => undefined],
  ])('turns away a peer %s', async (_reason, tls) => {
    await expect(PeerSide.dial(address, tls())).rejects.toMatchObject({ code: 14 });
  });

  it.each([
    ['no package id', { CHAINCODE_ID: '' }, 'CHAINCODE_ID'],
    ['a package id that is none', { CHAINCODE_ID: 'huren' }, 'CHAINCODE_ID'],
    ['an address without port', { CHAINCODE_SERVER_ADDRESS: 'localhost' }, 'CHAINCODE_SERVER_ADDRESS'],
    ['a missing key', { CHAINCODE_TLS_KEY: '/nowhere' }, 'CHAINCODE_TLS_KEY'],
    [
      'no TLS beyond loopback',
      { CHAINCODE_TLS_DISABLED: 'true', CHAINCODE_SERVER_ADDRESS: '0.0.0.0:1' },
      'CHAINCODE_TLS_DISABLED',
    ],
  ])('does not start with %s, and names it', async (_reason, wrong, name) => {
    const failed = new Child({ ...environment, ...wrong });
    expect(await failed.exit).toBe(2);
    expect(failed.errors).toContain(name);
  });

  it('does not start on a port in use', async () => {
    expect(await new Child(environment).exit).toBe(1);
  });

  it('finishes what runs, then ends with 0 when it is told to stop', async () => {
    const running = Array.from({ length: 20 }, (_, n) =>
      side.invoke(['member:propose', proposal(`last ${String(n)}`)], caller, false),
    );
    await running[0];
    child.process.kill('SIGTERM');
    expect(await child.exit).toBe(0);
    await side.ended();
    const statuses = (await Promise.all(running)).map(({ status }) => status);
    expect(statuses).toEqual(running.map(() => 200));
  });
});

const founder = (id: string) => ({
  id,
  msp: `Huren${id}MSP`,
  name: { zh: `成员${id}`, en: `Member ${id}` },
  region: id,
});
const founders = JSON.stringify({ members: [founder('230200'), founder('220800')] });
const proposal = (nonce: string): string =>
  JSON.stringify({ kind: 'admit-member', body: founder('231100'), nonce });

const span = () => ({ notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) });

async function callerOf(id: string): Promise<Caller> {
  const now = new Date(Date.now() - day);
  const ca = await createMemberCa({ id, name: 'demo', now, validDays: 9 });
  return issueIdentity(ca, { commonName: 'operator', role: 'client', ...span() });
}

function leaf(ca: CertifiedKey, commonName: string): Promise<CertifiedKey> {
  return issueTlsCertificate(ca, { commonName, hosts: ['127.0.0.1', 'localhost'], ...span() });
}

async function clientTls(ca: CertifiedKey, server: CertifiedKey) {
  const own = await leaf(ca, 'peer0');
  return { ca: server.certificate, cert: own.certificate, key: keyOf(own) };
}

const keyOf = ({ privateKey }: CertifiedKey): string =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

/** The built server and what it said. */
class Child {
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
  output = '';
  errors = '';

  constructor(environment: Record<string, string>) {
    const { CORE_CHAINCODE_LOGGING_LEVEL: level = 'ERROR', PATH: path = '' } = process.env;
    this.process = spawn(process.execPath, [server], {
      env: { CORE_CHAINCODE_LOGGING_LEVEL: level, PATH: path, ...environment },
    });
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.exit = once(this.process, 'close').then(([code]) => code as number | null);
  }

  async said(event: string): Promise<void> {
    while (!this.output.includes(`"event":"${event}"`)) {
      if (this.process.exitCode !== null) throw new Error(`the server has ended: ${this.errors}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
