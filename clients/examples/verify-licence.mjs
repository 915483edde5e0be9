// May this office accept this licence for this matter? HUREN_URL=… HUREN_KEY=… node verify-licence.mjs LICENCE MATTER
import { readFileSync, writeFileSync } from 'node:fs';
import { callerKeyOf, HurenClient, readIdentityPem } from '@huren/clients';

const [licence, matter] = process.argv.slice(2);
const identity = await readIdentityPem(readFileSync(process.env.HUREN_KEY, 'utf8'));
const { authority } = identity;
const client = new HurenClient({ url: process.env.HUREN_URL, authority, key: callerKeyOf(identity) });
try {
  const credential = JSON.parse(readFileSync(licence, 'utf8'));
  const { verdict, advice, receipt } = await client.verify({ credential, matter });
  console.log(`${verdict}: ${advice.zh} ${advice.en}`);
  // The receipt is the evidence: it goes into the case's file.
  writeFileSync(`receipt-${receipt.payload.number}.json`, JSON.stringify(receipt));
} catch (error) {
  // No verdict: the gateway refused the request (HurenProblem) or was not reached (HurenUnreachable).
  console.error(error.messages?.en ?? error.message);
  process.exitCode = 3;
}
