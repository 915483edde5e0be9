/** The key folder cannot be used. The message names the file's purpose, never its content; English / Chinese. */
export class KeyStoreError extends Error {
  constructor(
    readonly code: 'wrong-passphrase' | 'damaged' | 'empty-passphrase',
    message: string,
  ) {
    super(message);
    this.name = 'KeyStoreError';
  }
}

export function damaged(what: string): KeyStoreError {
  return new KeyStoreError(
    'damaged',
    `the ${what} in the key folder is damaged or was replaced; restore it from a copy / 密钥文件夹中的文件损坏或被替换，请从备份恢复`,
  );
}
