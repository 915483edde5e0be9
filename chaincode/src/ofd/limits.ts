/** Limits of an OFD file; each is tested at its edge. */
export const OFD_LIMITS = {
  /** The file itself (DETAILS 23). */
  fileBytes: 20 * 1024 * 1024,
  entries: 8192,
  nameBytes: 512,
  /** Segments of a name. */
  nameDepth: 32,
  /** One part, and all together, unpacked. */
  partBytes: 32 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
  /** Unpacked to packed, for parts of more than ratioFreeBytes. */
  ratio: 250,
  ratioFreeBytes: 1024 * 1024,
  /** The structural XML parts: OFD.xml, Document.xml, Signatures.xml, Signature.xml. */
  xmlBytes: 4 * 1024 * 1024,
  /** All of them together: reading takes some 50 ms a megabyte at worst. */
  xmlTotalBytes: 16 * 1024 * 1024,
  xmlDepth: 32,
  xmlElements: 50_000,
  xmlAttributes: 32,
  xmlAttributeChars: 4096,
  xmlTextChars: 64 * 1024,
  signatures: 32,
  /** Of all signatures together; each names a part that is shown. */
  references: 16_384,
  documents: 16,
  customDatas: 512,
  /** Paths and names in one piece of evidence. */
  shown: 50,
  sealFileBytes: 4 * 1024 * 1024,
} as const;
