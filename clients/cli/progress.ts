import { Presets, SingleBar } from 'cli-progress';
import type { Bilingual } from '@huren/chaincode/domain';
import type { Session } from './session';

export interface Progress {
  /** Work done so far. */
  at(done: number): void;
  end(): void;
}

const plainSteps = 10;

/**
 * Progress of long work on stderr: a bar on a terminal, otherwise a line at each tenth; nothing with --json.
 */
export function startProgress(session: Session, label: Bilingual, total: number): Progress {
  const { terminal } = session;
  if (session.json) return { at: () => undefined, end: () => undefined };
  if (terminal.interactive.err) {
    const bar = new SingleBar(
      { format: `${session.say(label)} {bar} {percentage}% {value}/{total}`, hideCursor: true },
      Presets.shades_classic,
    );
    bar.start(total, 0);
    return { at: (done) => bar.update(done), end: () => bar.stop() };
  }
  let told = 0;
  return {
    at: (done) => {
      const step = Math.floor((done * plainSteps) / total);
      if (step <= told) return;
      told = step;
      terminal.err(`${session.say(label)} ${done}/${total}\n`);
    },
    end: () => undefined,
  };
}
