import { everyOne } from './every-one';
import { addressOf, type NetworkHome } from './home';
import { listens } from './node-process';
import { peerSite } from './node-programs';
import { peerTime, type ClockReading } from './peer-clock';

/** Clocks of every peer of the network that answers, as this machine sees them. */
export async function networkClocks(home: NetworkHome, now: Date): Promise<readonly ClockReading[]> {
  const begun = performance.now();
  const [reader] = home.own.map((member) => home.certificates(member));
  if (reader === undefined) return [];
  const found = await everyOne(
    home.known.flatMap((member) =>
      member.peers.map(async (plan): Promise<ClockReading | undefined> => {
        if (!(await listens(plan.host, plan.port))) return undefined;
        const time = await peerTime(addressOf(home, member, plan), reader.signer('operator'));
        const here = now.getTime() + performance.now() - begun;
        const { name } = peerSite(home, { member, plan });
        return time === undefined ? undefined : { name, offsetMs: Math.round(time - here) };
      }),
    ),
  );
  return found.filter((one) => one !== undefined);
}
