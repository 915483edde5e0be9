/** A licence as an issuer hands it in, its page, and seals for it: everything is made up. */
import {
  completeUscc,
  type LicenceDraft,
  makeLicenceIdentifier,
  parseDay,
  type JsonValue,
} from '@huren/chaincode/domain';
import {
  drawSealPicture,
  type HeldSeal,
  licenceDocument,
  licencePage,
  type LicencePage,
  type LicencePhoto,
  sealDocument,
} from '@huren/chaincode/ofd';
import type { Party } from '../ses/demo-pki';
import { makeSeal, sealDraft } from '../ses/demo-seal';
import { pki, provider, signedMs } from './demo-ofd';

export const TYPE = '11100000MB0143028R001';
export const ISSUER = completeUscc('11230200DEM000001');
export const DOC_ID = '00112233445566778899aabbccddeeff';

const picture = drawSealPicture(120);

/** A version 4 seal that lists the party, by the maker of the test's PKI unless another is named. */
export function heldSeal(of: Party = pki.signer, maker: Party = pki.maker): HeldSeal {
  const draft = sealDraft(of, { picture: { type: 'PNG', data: picture, width: 42, height: 42 } });
  return {
    seal: makeSeal(draft, maker),
    certificate: of.certificate.der,
    sign: (message) => of.signer.sign(message),
  };
}

export function licenceDraft(
  fields: Readonly<Record<string, JsonValue>> = {},
  changes: Partial<LicenceDraft> = {},
): LicenceDraft {
  return {
    issuer: ISSUER,
    type: TYPE,
    identifier: makeLicenceIdentifier({ typeCode: TYPE, issuer: ISSUER, serial: 'DEMO0001', version: 1 }),
    issueDay: parseDay('2026-03-01'),
    validFrom: parseDay('2026-03-01'),
    region: '230200',
    madeAt: signedMs / 1000,
    fields: {
      certificate_number: '演示0001号',
      certificate_holder_name: '演示商行',
      certificate_holder_code: '演示代码0001',
      certificate_holder_type: '001',
      business_scope: '粮食收购；农副产品销售；农业机械服务',
      ...fields,
    },
    ...changes,
  };
}

export const NAMES = {
  title: { zh: '营业执照', en: 'Business licence' },
  issuer: { zh: '齐齐哈尔市市场监督管理局（演示）', en: 'Qiqihar Market Supervision Administration (demo)' },
  sealName: '电子证照专用章（演示）',
} as const;

export function pageOf(draft: LicenceDraft = licenceDraft()): LicencePage {
  return licencePage(draft, NAMES);
}

export function sealedPage(
  page: LicencePage = pageOf(),
  seals: readonly HeldSeal[] = [heldSeal()],
  photo?: LicencePhoto,
): Buffer {
  const document = licenceDocument({
    page,
    docId: DOC_ID,
    createdOn: '2026-03-01',
    seals: seals.length,
    ...(photo && { photo }),
  });
  return sealDocument(provider, document, seals, signedMs);
}
