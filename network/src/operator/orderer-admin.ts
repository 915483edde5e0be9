import { randomBytes } from 'node:crypto';
import { request } from 'node:https';
import type { NetworkHome } from './home';
import { withOwnPeers } from './own-peers';

/** Mutual TLS towards an orderer's admin endpoint. */
export interface AdminAccess {
  readonly host: string;
  readonly port: number;
  /** PEM. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes the orderer join the channel by its configuration block (the channel participation API, what `osnadmin channel
 * join` calls). @returns false when it had joined before. @throws Error with the orderer's own words
 */
export async function joinOrderer(access: AdminAccess, channel: string, block: Buffer): Promise<boolean> {
  const listed = await ask(access, 'GET', `/participation/v1/channels/${channel}`);
  if (listed.status === 200) return false;
  const boundary = randomBytes(12).toString('hex');
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="config-block"; filename="config.block"\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), block, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const answer = await ask(access, 'POST', '/participation/v1/channels', {
    type: `multipart/form-data; boundary=${boundary}`,
    body,
  });
  if (answer.status !== 201) throw new Error(`${String(answer.status)} ${answer.text.slice(0, 300)}`);
  return true;
}

/** The channel's newest configuration block, by which an orderer joins. @throws NodeRefused */
export async function configurationBlock(home: NetworkHome): Promise<Buffer> {
  return withOwnPeers(home, async ([{ connection, admin }]) => {
    const args = ['GetConfigBlock', home.topology.channel].map((arg) => Buffer.from(arg));
    return Buffer.from(await connection.query({ channelId: '', chaincode: 'cscc', args }, admin));
  });
}

/** Height and state of the channel at this orderer; undefined when it has not joined. */
export async function ordererChannel(
  access: AdminAccess,
  channel: string,
): Promise<{ readonly height: number; readonly status: string } | undefined> {
  const { status, text } = await ask(access, 'GET', `/participation/v1/channels/${channel}`);
  return status === 200 ? (JSON.parse(text) as { height: number; status: string }) : undefined;
}

function ask(
  { host, port, ca, cert, key }: AdminAccess,
  method: string,
  path: string,
  content?: { readonly type: string; readonly body: Buffer },
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers =
      content === undefined
        ? {}
        : { 'content-type': content.type, 'content-length': String(content.body.length) };
    const call = request({ host, port, method, path, ca, cert, key, headers, timeout: 30_000 }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.once('end', () => {
        resolve({ status: answer.statusCode ?? 0, text });
      });
    });
    call.once('timeout', () => call.destroy(new Error('the orderer does not answer')));
    call.once('error', reject);
    call.end(content?.body);
  });
}
