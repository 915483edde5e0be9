import { OFD_LIMITS } from '@huren/chaincode/ofd';

/** Limits of page forms; each is tested at its edge. */
export const PAGE_LIMITS = {
  /** The OFD file (DETAILS 23). */
  fileBytes: OFD_LIMITS.fileBytes,
  /** A whole body around it: base64 takes four characters for three bytes. */
  bodyBytes: 4 * Math.ceil(OFD_LIMITS.fileBytes / 3) + 64 * 1024,
  /** Requests with a page form that are in hand together; more are asked to come back. */
  atOnce: 8,
  /** Page forms that one request to issue asks for. */
  perRequest: 200,
  /** Seals on one page form. */
  seals: 3,
  /** Parts of a form, the file among them. */
  formParts: 8,
  /** Headers of one part of a form. */
  partHeaderBytes: 2048,
  /** One field of a form that is not the file. */
  fieldBytes: 16 * 1024,
} as const;
