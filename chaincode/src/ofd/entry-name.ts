import { OFD_LIMITS } from './limits';
import { OfdRefusal } from './refusal';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Characters that make a name mean another place on some system, or that nobody sees. */
const FOREIGN = /[\\:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** Ends of a segment that some systems drop: `OFD.xml.` is `OFD.xml` there. */
const DROPPED = /[. ]$/;

/** Whether a path without leading or trailing slash has only plain segments. */
export function isPlainPath(path: string): boolean {
  if (FOREIGN.test(path)) return false;
  return path.split('/').every((segment) => segment !== '' && !DROPPED.test(segment));
}

/**
 * The name of a zip entry (APPNOTE 6.3.10 §4.4.17): ASCII, or UTF-8 under flag bit 11; NFC; a plain relative path, with
 * a slash at the end for folders. Every other spelling is read differently by different programs.
 */
export function readEntryName(raw: Uint8Array, isUtf8: boolean): string {
  if (raw.length === 0 || raw.length > OFD_LIMITS.nameBytes)
    throw new OfdRefusal('PACKAGE_UNSAFE', 'name-length');
  let name: string;
  try {
    name = decoder.decode(raw);
  } catch {
    throw new OfdRefusal('PACKAGE_AMBIGUOUS', 'name-encoding');
  }
  if (!isUtf8 && raw.some((byte) => byte >= 0x80)) throw new OfdRefusal('PACKAGE_AMBIGUOUS', 'name-encoding');
  if (name.normalize('NFC') !== name) throw new OfdRefusal('PACKAGE_AMBIGUOUS', 'name-not-nfc');
  if (name.split('/').length > OFD_LIMITS.nameDepth) throw new OfdRefusal('PACKAGE_UNSAFE', 'name-depth');
  if (!isPlainPath(name.replace(/\/$/, ''))) throw new OfdRefusal('PACKAGE_UNSAFE', 'name-path');
  return name;
}

/** What two names share when some file system takes them for one. */
export function foldedName(name: string): string {
  return name.replace(/\/$/, '').toUpperCase().toLowerCase().normalize('NFC');
}
