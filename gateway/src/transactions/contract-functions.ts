/**
 * The functions of the contracts that a gateway passes on: a closed list, so that nothing reaches the ledger that this
 * version does not know. A test compares it with the contracts themselves.
 */
export const CONTRACT_FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  member: [
    'found',
    'confirm',
    'propose',
    'vote',
    'withdraw',
    'registerReceiptKey',
    'endReceiptKey',
    'anchorReceipts',
    'setGateway',
  ],
  authority: [
    'register',
    'addKey',
    'endKey',
    'approve',
    'narrow',
    'suspend',
    'reinstate',
    'abolish',
    'changeSuperior',
    'succeed',
    'mandate',
    'endMandate',
  ],
  seal: ['register', 'rotate', 'freeze', 'unfreeze', 'retire', 'reportCompromise', 'confirmCompromise'],
  'licence-type': ['define', 'deprecate'],
  licence: ['anchor', 'setStatus'],
  matter: ['define', 'defineMany', 'end', 'map', 'acceptMapping', 'endMapping', 'reference'],
  agreement: ['propose', 'accept', 'amend', 'withdraw'],
  group: ['propose', 'accept', 'amend', 'leave'],
  dispute: ['open', 'answer', 'withdraw', 'lapse'],
  delegation: ['revoke'],
  case: ['open', 'advance', 'nameParty', 'withdrawParty', 'add'],
  'network-change': ['open', 'approve', 'rebase', 'cancel', 'complete', 'show'],
};

export function isContractFunction(contract: string, fn: string): boolean {
  return Object.hasOwn(CONTRACT_FUNCTIONS, contract) && (CONTRACT_FUNCTIONS[contract] ?? []).includes(fn);
}
