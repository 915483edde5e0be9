import { join } from 'node:path';
import { stringify } from 'yaml';
import { listenAddress, type MemberPlan, type OrdererPlan, type PeerPlan } from '../topology';
import type { NetworkHome, Placed } from './home';

const softwareKeys = { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } };
const messageBytes = 100 * 1024 * 1024;

/** Where a node finds its files and what it binds: in this folder on this machine, or inside a container. */
export interface NodePlace {
  /** Of a file of a member's certificates. */
  certificate(member: MemberPlan, ...parts: readonly string[]): string;
  /** Folder of the node's data. */
  readonly data: string;
  /** Address to bind for the network. */
  readonly listen: string;
  /** Address to bind for health, metrics and administration. */
  readonly listenInner: string;
  /** Folder of the builder for chaincode as a service. */
  readonly builder: string;
}

/** The place of a node that runs on this machine. */
export function nativePlace(home: NetworkHome, member: MemberPlan, plan: PeerPlan | OrdererPlan): NodePlace {
  return {
    certificate: (of, ...parts) => home.certificates(of).path(...parts),
    data: join(home.node(member, plan.name), 'data'),
    listen: listenAddress(plan),
    listenInner: '127.0.0.1',
    builder: '',
  };
}

/** core.yaml of a peer: what differs from Fabric's defaults, and what Fabric has no default for. */
export function peerFile(home: NetworkHome, { member, plan }: Placed<PeerPlan>, place: NodePlace): string {
  const tls = (name: string) => ({ file: place.certificate(member, plan.name, 'tls', name) });
  const address = `${plan.host}:${String(plan.port)}`;
  return stringify({
    peer: {
      id: `${plan.name}.${member.id}`,
      networkId: home.topology.network,
      listenAddress: `${place.listen}:${String(plan.port)}`,
      address,
      // Chaincode servers listen and the peer dials; nobody dials this one.
      chaincodeListenAddress: '127.0.0.1:0',
      chaincodeAddress: '127.0.0.1:0',
      localMspId: home.mspId(member),
      localMspType: 'bccsp',
      mspConfigPath: place.certificate(member, plan.name, 'msp'),
      fileSystemPath: place.data,
      BCCSP: softwareKeys,
      // The time of a transaction is its client's claim: a peer endorses none that is 15 minutes off.
      authentication: { timewindow: '15m' },
      handlers: {
        authFilters: [{ name: 'DefaultAuth' }, { name: 'ExpirationCheck' }, { name: 'TimeWindowCheck' }],
        decorators: [{ name: 'DefaultDecorator' }],
        endorsers: { escc: { name: 'DefaultEndorsement' } },
        validators: { vscc: { name: 'DefaultValidation' } },
      },
      tls: {
        enabled: true,
        clientAuthRequired: false,
        cert: tls('cert.pem'),
        key: tls('key.pem'),
        rootcert: tls('ca.pem'),
      },
      keepalive: {
        interval: '60s',
        timeout: '20s',
        minInterval: '10s',
        client: { interval: '60s', timeout: '20s' },
        deliveryClient: { interval: '10s', timeout: '5s' },
      },
      gateway: {
        enabled: true,
        endorsementTimeout: '15s',
        broadcastTimeout: '15s',
        dialTimeout: '10s',
      },
      discovery: { enabled: true, authCacheEnabled: true, authCacheMaxSize: 1000 },
      deliveryclient: {
        connTimeout: '3s',
        reconnectTotalTimeThreshold: '3600s',
        // Peers find the orderers again within seconds of their return.
        reConnectBackoffThreshold: '2s',
        blockCensorshipTimeoutKey: '10s',
        minimalReconnectInterval: '100ms',
        policy: 'cluster',
      },
      gossip: {
        bootstrap: member.peers.map((other) => `${other.host}:${String(other.port)}`).join(' '),
        endpoint: address,
        externalEndpoint: address,
        useLeaderElection: false,
        orgLeader: true,
        membershipTrackerInterval: '5s',
        // The default of 25 s keeps discovery from finding an endorser for half a minute after a start.
        reconnectInterval: '2s',
        aliveTimeInterval: '2s',
        aliveExpirationTimeout: '10s',
        maxBlockCountToStore: 10,
        state: { enabled: false },
        pvtData: {
          pullRetryThreshold: '10s',
          transientstoreMaxBlockRetention: 1000,
          pushAckTimeout: '3s',
          btlPullMargin: 10,
          reconcileBatchSize: 10,
          reconcileSleepInterval: '1m',
          reconciliationEnabled: true,
          implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 1 },
        },
      },
      limits: { concurrency: { endorserService: 2500, deliverService: 2500, gatewayService: 1000 } },
      maxRecvMsgSize: messageBytes,
      maxSendMsgSize: messageBytes,
    },
    // Empty: without it the health check waits for a Docker daemon that nobody needs.
    vm: { endpoint: '' },
    chaincode: {
      externalBuilders: [
        {
          name: 'ccaas_builder',
          path: place.builder,
          propagateEnvironment: ['CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG'],
        },
      ],
      installTimeout: '60s',
      startuptimeout: '60s',
      executetimeout: '30s',
      mode: 'net',
      keepalive: 0,
      system: { _lifecycle: 'enable', cscc: 'enable', lscc: 'enable', qscc: 'enable' },
    },
    ledger: {
      state: { stateDatabase: 'goleveldb', totalQueryLimit: 100_000 },
      history: { enableHistoryDatabase: true },
      snapshots: { rootDir: join(place.data, 'snapshots') },
      pvtdataStore: {
        collElgProcMaxDbBatchSize: 5000,
        collElgProcDbBatchesInterval: 1000,
        deprioritizedDataReconcilerInterval: '60m',
        purgeInterval: 100,
      },
    },
    operations: { listenAddress: `${place.listenInner}:${String(plan.operationsPort)}` },
    metrics: { provider: 'prometheus' },
  });
}

/** orderer.yaml of an orderer; it has no system channel and joins by its admin endpoint. */
export function ordererFile(
  home: NetworkHome,
  { member, plan }: Placed<OrdererPlan>,
  place: NodePlace,
): string {
  const tls = (name: string) => place.certificate(member, plan.name, 'tls', name);
  // Consenters of other members dial in with certificates of their own TLS CAs.
  const tlsCas = home.topology.members.flatMap((other) =>
    home
      .certificates(other)
      .trustFiles('tls')
      .map((parts) => place.certificate(other, ...parts)),
  );
  const ownCas = home.certificates(member).trustFiles('tls');
  const trusted = ownCas.map((parts) => place.certificate(member, ...parts));
  return stringify({
    General: {
      ListenAddress: place.listen,
      ListenPort: plan.port,
      TLS: {
        Enabled: true,
        PrivateKey: tls('key.pem'),
        Certificate: tls('cert.pem'),
        RootCAs: tlsCas,
        ClientAuthRequired: false,
      },
      Keepalive: { ServerMinInterval: '10s', ServerInterval: '60s', ServerTimeout: '20s' },
      Cluster: { SendBufferSize: 100, ClientCertificate: tls('cert.pem'), ClientPrivateKey: tls('key.pem') },
      LocalMSPDir: place.certificate(member, plan.name, 'msp'),
      LocalMSPID: home.mspId(member),
      BCCSP: softwareKeys,
      BootstrapMethod: 'none',
      Authentication: { TimeWindow: '15m' },
      MaxRecvMsgSize: messageBytes,
      MaxSendMsgSize: messageBytes,
    },
    FileLedger: { Location: place.data },
    ChannelParticipation: { Enabled: true, MaxRequestBodySize: '4 MB' },
    Admin: {
      ListenAddress: `${place.listenInner}:${String(plan.adminPort)}`,
      TLS: {
        Enabled: true,
        Certificate: tls('cert.pem'),
        PrivateKey: tls('key.pem'),
        RootCAs: trusted,
        ClientAuthRequired: true,
        ClientRootCAs: trusted,
      },
    },
    Consensus: { WALDir: join(place.data, 'wal'), SnapDir: join(place.data, 'snapshots') },
    Operations: { ListenAddress: `${place.listenInner}:${String(plan.operationsPort)}` },
    Metrics: { Provider: 'prometheus' },
  });
}
