/**
 * OFD inspection beside the event loop: worker threads with limits of time and memory. A worker that oversteps one is
 * ended and replaced, and its file is `refused`.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { KernelLimits } from '../domain/crypto';
import { parseCertificate } from '../domain/x509';
import type { OfdInspection } from './inspection';
import { refused } from './inspect-ofd';
import { OFD_LIMITS } from './limits';
import { OfdRefusal } from './refusal';

/** Who is trusted: certificates in DER. `atMs`: now, when signatures of the future are to fail. */
export interface InspectionTrust {
  readonly trust?: readonly Uint8Array[];
  readonly makers?: readonly Uint8Array[];
  readonly atMs?: number;
}

export interface InspectorOptions {
  /** Threads; each takes about 10 MB. */
  readonly workers?: number;
  /** Longest time that one file may take, waiting not counted. */
  readonly timeoutMs?: number;
  readonly maxHeapMb?: number;
  /**
   * SM2 tables of each worker, for makers and signers that come again; null: none. They lie beside the heap, and their
   * number bounds their memory: 1.3 MB for the generator and for each key.
   */
  readonly tables?: KernelLimits | null;
  /** The worker's module, for runs from sources. */
  readonly file?: string;
  readonly execArgv?: readonly string[];
}

/** What a worker is asked; it answers an OfdInspection. */
export interface InspectionJob extends InspectionTrust {
  readonly kind: 'ofd' | 'seal-file';
  readonly bytes: Uint8Array;
}

interface Waiting {
  readonly job: InspectionJob;
  readonly resolve: (inspection: OfdInspection) => void;
  readonly reject: (error: Error) => void;
}

/** 12 MB at most: the generator's table is built in 10 ms, a key's in as much, a part with each use. */
const TABLES: KernelLimits = { generatorWindows: 24, keyWindows: 24, keys: 8 };
const DEFAULTS = {
  workers: 1,
  timeoutMs: 5_000,
  maxHeapMb: 128,
  execArgv: [] as readonly string[],
  tables: TABLES,
};

function isShared({ buffer }: Uint8Array): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}

export class OfdInspector {
  readonly #options: Required<InspectorOptions>;
  readonly #idle: Worker[] = [];
  readonly #busy = new Set<Worker>();
  readonly #queue: Waiting[] = [];
  #closed = false;

  constructor(options: InspectorOptions = {}) {
    this.#options = { ...DEFAULTS, file: join(__dirname, 'worker.js'), ...options };
  }

  /** @throws MalformedError for a trusted certificate that is none; hostile `bytes` answer `refused`. */
  inspect(bytes: Uint8Array, trust: InspectionTrust = {}): Promise<OfdInspection> {
    return this.#enqueue('ofd', bytes, OFD_LIMITS.fileBytes, trust);
  }

  /** As {@link inspect}, for .esl and SignedValue.dat. */
  inspectSealFile(bytes: Uint8Array, trust: InspectionTrust = {}): Promise<OfdInspection> {
    return this.#enqueue('seal-file', bytes, OFD_LIMITS.sealFileBytes, trust);
  }

  /** Ends the workers; what waits is answered with an error. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#queue.splice(0)) reject(new Error('the inspector is closed'));
    await Promise.all([...this.#idle, ...this.#busy].map((worker) => worker.terminate()));
  }

  async #enqueue(
    kind: InspectionJob['kind'],
    bytes: Uint8Array,
    maxBytes: number,
    trust: InspectionTrust,
  ): Promise<OfdInspection> {
    if (this.#closed) throw new Error('the inspector is closed');
    if (bytes.length > maxBytes) return refused(new OfdRefusal('PACKAGE_TOO_LARGE', 'file'));
    for (const der of [...(trust.trust ?? []), ...(trust.makers ?? [])]) parseCertificate(der);
    return new Promise((resolve, reject) => {
      // Shared memory is copied by the worker; other bytes here, because the caller keeps them.
      const given = isShared(bytes) ? bytes : new Uint8Array(bytes);
      this.#queue.push({ job: { ...trust, kind, bytes: given }, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#queue.length === 0 || this.#busy.size >= this.#options.workers) return;
    const waiting = this.#queue.shift() as Waiting;
    const worker = this.#idle.pop() ?? this.#start();
    this.#busy.add(worker);
    this.#run(worker, waiting);
  }

  #start(): Worker {
    const { file, execArgv, maxHeapMb, tables } = this.#options;
    const limits = { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 };
    const workerData = { tables };
    const worker = new Worker(file, { execArgv: [...execArgv], resourceLimits: limits, env: {}, workerData });
    // An idle worker does not keep the process alive; a waiting caller's timer does.
    worker.unref();
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      const at = this.#idle.indexOf(worker);
      if (at >= 0) this.#idle.splice(at, 1);
    });
    return worker;
  }

  #run(worker: Worker, { job, resolve, reject }: Waiting): void {
    const finish = (keeps: boolean): void => {
      clearTimeout(timer);
      worker.off('message', answered).off('error', failed).off('exit', ended);
      this.#busy.delete(worker);
      if (keeps && !this.#closed) this.#idle.push(worker);
      else void worker.terminate();
      this.#next();
    };
    const stop = (reason: string): void => {
      finish(false);
      resolve(refused(new OfdRefusal('INSPECTION_STOPPED', reason)));
    };
    const answered = (inspection: OfdInspection): void => {
      finish(true);
      resolve(inspection);
    };
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
        stop('memory');
        return;
      }
      finish(false);
      reject(error);
    };
    const ended = (): void => {
      finish(false);
      reject(new Error('the inspection ended without an answer'));
    };
    const timer = setTimeout(() => stop('time'), this.#options.timeoutMs);
    worker.on('message', answered).on('error', failed).on('exit', ended);
    worker.postMessage(job, isShared(job.bytes) ? [] : [job.bytes.buffer as ArrayBuffer]);
  }
}

let shared: OfdInspector | undefined;

/** Inspects an OFD file in the process's own inspector. @throws MalformedError for a trusted certificate that is none */
export function inspectOfd(bytes: Uint8Array, trust: InspectionTrust = {}): Promise<OfdInspection> {
  return (shared ??= new OfdInspector()).inspect(bytes, trust);
}
