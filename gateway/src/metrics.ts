import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { VerdictWord } from '@huren/chaincode/domain';
import type { Endpoint } from './http/endpoint';

/** What /metrics tells: how many, how fast, how old. No authority, licence or person is a label. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: 'huren_http_requests_total',
    help: 'Requests answered, by route and status',
    labelNames: ['method', 'route', 'status'] as const,
    registers: [this.#registry],
  });
  readonly #seconds = new Histogram({
    name: 'huren_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['route'] as const,
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.#registry],
  });
  readonly #verdicts = new Counter({
    name: 'huren_verdicts_total',
    help: 'Verdicts given',
    labelNames: ['verdict'] as const,
    registers: [this.#registry],
  });

  constructor(options: { readonly process: boolean }) {
    if (options.process) collectDefaultMetrics({ register: this.#registry });
  }

  request(endpoint: Pick<Endpoint, 'method' | 'path'>, status: number, elapsedMs: number): void {
    this.#requests.inc({ method: endpoint.method, route: endpoint.path, status: String(status) });
    this.#seconds.observe({ route: endpoint.path }, elapsedMs / 1000);
  }

  verdict(verdict: VerdictWord): void {
    this.#verdicts.inc({ verdict });
  }

  /** A figure that is read when somebody asks. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  async text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
