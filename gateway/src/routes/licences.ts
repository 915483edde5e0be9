import {
  boolean,
  canonicalJson,
  dayOfMs,
  decodeBase64url,
  LICENCE_STATES,
  MalformedError,
  object,
  oneOf,
  optional,
  parsed,
  parseDay,
  splitBatch,
  string,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import { callerOf, type Endpoint, type Reply } from '../http/endpoint';
import { Issuing, type IssuanceState } from '../licences/issuing';
import type { LeafPlace, LicenceLibrary } from '../licences/licence-library';
import { LicencesBody, requestId } from '../licences/licence-request';
import { PageSealing } from '../licences/page-sealing';
import { Sealing } from '../licences/sealing';
import { mayFindByIdentifier } from '../licences/status-lookup';
import { CopyBody } from '../licences/copy-request';
import { Copying } from '../licences/copying';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import { certificatePem } from '../transactions/certificate-pem';
import { committedBody, wantedBody } from './transactions';

const digest = parsed(
  (text) => {
    if (decodeBase64url(text).length !== 32) throw new MalformedError('bad-digest', 'A digest has 32 bytes.');
    return text;
  },
  { max: 43 },
);
const day = parsed(parseDay, { max: 10 });

const StatusBody = object({
  requestId,
  batch: string({ min: 62, max: 62, pattern: /^[0-9A-Z]{18}\/[A-Za-z0-9_-]{43}$/ }),
  leafHash: optional(digest),
  identifier: optional(string({ min: 1, max: 128 })),
  state: oneOf(LICENCE_STATES),
  decision: string({ min: 1, max: 200 }),
  decidedOn: day,
  effectiveFrom: day,
  retroactive: optional(boolean),
  certificate: certificatePem,
});

/** The leaf that a status request names, within the batch that it names. @throws Problem unknown-leaf */
function placeOf(
  library: LicenceLibrary,
  batch: string,
  { leafHash, identifier }: { readonly leafHash?: string; readonly identifier?: string },
): LeafPlace {
  if ((leafHash === undefined) === (identifier === undefined)) {
    throw new MalformedError(
      'missing-field',
      'Exactly one of leafHash and identifier is given.',
      '/leafHash',
    );
  }
  const place =
    leafHash === undefined ? library.placeInBatch(batch, identifier ?? '') : library.placeOfLeaf(leafHash);
  if (place?.batch !== batch) throw new Problem('unknown-leaf');
  return place;
}

/** Issuing, status and proofs: what an issuer's member keeps and answers for. */
export function licenceEndpoints(context: Context): readonly Endpoint[] {
  const { library, index, transactions, keys, provider, clock } = context;
  const pages = new PageSealing(context.sesSeals, index, provider, clock);
  const sealing = new Sealing(index, keys, provider, clock, pages);
  const issuing = new Issuing(library, sealing, index, transactions, provider);
  const copying = new Copying(index, library, sealing, pages, provider, clock);
  const reply = (issuance: IssuanceState): Reply => {
    const { requestId: id, batch, size } = issuance.batch;
    if (issuance.state === 'prepared' && issuance.step.kind === 'sign') {
      const transaction = wantedBody(issuance.step.wanted);
      return { status: 202, body: { requestId: id, state: 'prepared', batch, size, transaction } };
    }
    const credentials = issuing.credentialFiles(issuance.batch).map((text) => JSON.parse(text) as unknown);
    const pageFiles = issuing.pageFiles(issuance.batch);
    return {
      status: 200,
      body: {
        requestId: id,
        state: 'anchored',
        batch,
        size,
        credentials,
        ...(pageFiles.length === 0 ? {} : { pages: pageFiles }),
      },
    };
  };
  return [
    {
      method: 'POST',
      path: '/v1/licences',
      token: true,
      bodyBytes: LIMITS.batchBodyBytes,
      handle: async (call) =>
        reply(await issuing.issue(LicencesBody(call.body), callerOf(call).authority.code)),
    },
    {
      method: 'POST',
      path: '/v1/licences/copies',
      token: true,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async (call) => {
        const { ofd, anchor } = await copying.copy(CopyBody(call.body), callerOf(call).authority.code);
        return { status: 200, body: { ofd: ofd.toString('base64'), anchor } };
      },
    },
    {
      method: 'GET',
      path: '/v1/licences/:requestId',
      token: true,
      handle: (call) => {
        const batch = library.request(callerOf(call).authority.code, call.params['requestId'] ?? '');
        if (batch === undefined) throw new Problem('unknown-request');
        if (issuing.isAnchored(batch)) return reply({ state: 'anchored', batch });
        const { requestId: id, batch: name, size } = batch;
        return { status: 200, body: { requestId: id, state: 'prepared', batch: name, size } };
      },
    },
    {
      method: 'POST',
      path: '/v1/licences/status',
      token: true,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async (call) => {
        const { batch, leafHash, identifier, certificate, requestId: _id, ...change } = StatusBody(call.body);
        if (
          identifier !== undefined &&
          !mayFindByIdentifier(index, callerOf(call).authority, batch, dayOfMs(clock()))
        ) {
          throw new Problem('unknown-leaf');
        }
        const place = placeOf(library, batch, {
          ...(leafHash === undefined ? {} : { leafHash }),
          ...(identifier === undefined ? {} : { identifier }),
        });
        const { index: at, proof } = library.locate(place);
        const argument = {
          ...splitBatch(batch),
          leafHash: library.leafHash(place),
          index: at,
          proof,
          ...change,
          retroactive: change.retroactive ?? false,
        };
        const step = await transactions.prepare(
          { contract: 'licence', fn: 'setStatus', argument: canonicalJson(argument) },
          certificate,
        );
        return step.kind === 'sign'
          ? { status: 202, body: { transaction: wantedBody(step.wanted) } }
          : { status: 200, body: committedBody(step.commit) };
      },
    },
    {
      method: 'GET',
      path: '/v1/proofs/:leafHash',
      token: false,
      handle: ({ params }) => {
        const place = library.placeOfLeaf(params['leafHash'] ?? '');
        if (place === undefined || index.record(`anchor/${place.batch}`) === undefined) {
          throw new Problem('unknown-leaf');
        }
        return { status: 200, body: library.locate(place) };
      },
    },
  ];
}
