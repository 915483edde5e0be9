import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificates } from '@huren/chaincode/domain';
import { inspectSealFile, type OfdInspection } from '@huren/chaincode/ofd';
import { judgeSignedValue } from '../../chaincode/src/ofd/signed-value';
import { codesOf, inspect, provider } from './demo-ofd';

/** Published files that are no part of the project; their README says what each must be. */
const FOLDER = join(
  process.env['HUREN_VECTORS'] ?? join(__dirname, '../../../shared/data/vectors'),
  '../ofd',
);
const isThere = existsSync(join(FOLDER, 'certs/ROOT.der'));
const suite = isThere ? describe : describe.skip;
if (!isThere) process.stdout.write(`published OFD files: ${FOLDER} is absent, not run\n`);

const read = (path: string): Buffer => readFileSync(join(FOLDER, path));

suite(`published OFD files${isThere ? '' : ': absent, not run'}`, () => {
  const trust = () => ({
    anchors: readCertificates(read('certs/ROOT.der')),
    makers: readCertificates(read('certs/SealBuilder.der')),
  });

  test.each([
    ['ofd/allprotected.ofd', 'valid', 'ALL_COVERED'],
    ['derived/d00_repacked_valid.ofd', 'valid', 'ALL_COVERED'],
    ['ofd/h.ofd', 'mixed', 'BROKEN_BY_LATER_SIGNATURE'],
    ['ofd/helloworld.ofd', 'not-signed', 'NOT_SIGNED'],
    ['derived/d08_signature_list_removed.ofd', 'not-signed', 'SIGNATURE_UNLISTED'],
    ['ofd/invoice_tampered_document_xml.ofd', 'invalid', 'REFERENCE_DIFFERS'],
    ['ofd/SESV4SignDoc.ofd', 'invalid', 'SEAL_ENDED'],
    ['derived/d01_page_changed.ofd', 'invalid', 'REFERENCE_DIFFERS'],
    ['derived/d02_page_changed_reference_updated.ofd', 'invalid', 'DATA_HASH_DIFFERS'],
    ['derived/d03_signature_bit_flip.ofd', 'invalid', 'SIGNATURE_BAD'],
    ['derived/d04_seal_file_swapped_ref_updated.ofd', 'invalid', 'SEAL_COPY_DIFFERS'],
    ['derived/d09_duplicate_entry.ofd', 'refused', 'PACKAGE_AMBIGUOUS'],
    ['derived/d10_xxe_doctype.ofd', 'refused', 'XML_FORBIDDEN'],
    ['derived/d13_truncated.ofd', 'refused', 'NOT_A_PACKAGE'],
    ['derived/d14_not_zip.ofd', 'refused', 'NOT_A_PACKAGE'],
  ])('%s is %s, for %s', (path, result, code) => {
    const inspection = inspect(read(path), trust());
    expect([inspection.result, codesOf(inspection)]).toEqual([result, expect.arrayContaining([code])]);
  });

  test('a valid file is untrusted to those who know nobody, and to those who know another', () => {
    const other = readCertificates(read('certs/sign_cert.pem'));
    for (const given of [
      { anchors: [], makers: [] },
      { anchors: other, makers: other },
    ]) {
      expect(inspect(read('ofd/allprotected.ofd'), given).result).toBe('untrusted');
    }
  });

  test.each([
    ['seals/UserV1.esl', 'seal', 'valid', 'MAKER_SIGNATURE_GOOD'],
    ['seals/UserV4.esl', 'seal', 'valid', 'MAKER_SIGNATURE_GOOD'],
    ['seals/UserV5.esl', 'seal', 'valid', 'MAKER_SIGNATURE_GOOD'],
    ['seals/SignedValueV4.dat', 'signature', 'valid', 'SIGNATURE_GOOD'],
    ['pieces/jiangsu_tax_2020/SignedValue.dat', 'signature', 'untrusted', 'SEAL_BEFORE_MAKER'],
    ['pieces/yunnan_mining_2022_sign35275/SignedValue.dat', 'signature', 'untrusted', 'SIGNATURE_GOOD'],
  ])('%s is a %s and %s, with %s', (path, kind, result, code) => {
    const inspection: OfdInspection = inspectSealFile(provider, read(path), trust());
    expect([inspection.kind, inspection.result]).toEqual([kind, result]);
    expect(codesOf(inspection)).toContain(code);
  });

  test.each(['jiangsu_tax_2020', 'yunnan_mining_2022_sign35275'])('%s signed its Signature.xml', (piece) => {
    const data = { bytes: read(`pieces/${piece}/Signature.xml`) };
    const judge = (bytes: Uint8Array) =>
      judgeSignedValue(provider, read(`pieces/${piece}/SignedValue.dat`), trust(), { bytes });
    const { findings } = judge(data.bytes);
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['DATA_HASH_MATCHES', 'SIGNATURE_GOOD', 'SIGNER_IN_FORCE']),
    );
    expect(findings.some(({ outcome }) => outcome === 'fail')).toBe(false);
    const other = judge(Buffer.concat([data.bytes, Buffer.from(' ')]));
    expect(other.findings.map(({ code }) => code)).toContain('DATA_HASH_DIFFERS');
  });
});
