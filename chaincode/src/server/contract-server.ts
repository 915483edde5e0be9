import { setTimeout as wait } from 'node:timers/promises';
import type { Contract } from 'fabric-contract-api';
import ChaincodeServer from 'fabric-shim/lib/server';
import { Law } from './law';
import { quietShim } from './quiet-shim';
import type { ServerSettings } from './settings';

/** How long a stop waits for the transactions under way, ms. */
const drainMs = 10_000;

/** gRPC settings: messages as large as a peer sends them, and pings that a peer's keepalive allows. */
const grpcOptions = {
  'grpc.max_send_message_length': 100 * 1024 * 1024,
  'grpc.max_receive_message_length': 100 * 1024 * 1024,
  'grpc.keepalive_time_ms': 110_000,
  'grpc.http2.min_time_between_pings_ms': 110_000,
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.http2.max_pings_without_data': 0,
  'grpc.keepalive_permit_without_calls': 1,
} as const;

/** One line of the server's log. */
export interface ServerEvent {
  readonly level: 'info' | 'error';
  readonly event: 'listening' | 'fault' | 'stopping' | 'stopped';
  readonly [detail: string]: string | number;
}

export interface RunningServer {
  /** Ends after the transactions under way, or after ten seconds. */
  stop(): Promise<void>;
}

/** Serves the contracts to the member's peers (chaincode as a service): the peers connect, the server listens. */
export async function startContractServer(
  contracts: readonly (new () => Contract)[],
  settings: ServerSettings,
  log: (event: ServerEvent) => void,
): Promise<RunningServer> {
  quietShim();
  const law = new Law(contracts, (transaction, text) => {
    log({ level: 'error', event: 'fault', transaction, text });
  });
  const { tls } = settings;
  const server = new ChaincodeServer(law, {
    ccid: settings.chaincodeId,
    address: settings.address,
    ...(tls === undefined
      ? {}
      : { tlsProps: { key: tls.key, cert: tls.cert, clientCACerts: tls.clientCaCert } }),
    ...grpcOptions,
  });
  await server.start();
  log({ level: 'info', event: 'listening', address: settings.address, chaincode: settings.chaincodeId });
  return {
    stop: async () => {
      law.stop();
      log({ level: 'info', event: 'stopping', underWay: law.underWay });
      for (let waited = 0; law.underWay > 0 && waited < drainMs; waited += 20) await wait(20);
      // What the last transaction answered is still on its way to the peer.
      await wait(50);
      server._server.forceShutdown();
      log({ level: 'info', event: 'stopped', underWay: law.underWay });
    },
  };
}
