// A page of any system: does this receipt hold, and what does it say? No key, no sign-in, and nothing leaves the page.
import { nobleProvider, parseReceipt, verifyTrustFile } from '@huren/chaincode/domain';
import { HurenClient, verifyReceiptLocally } from '@huren/clients';

const form = document.querySelector('form');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const said = form.querySelector('output');
  try {
    const receipt = parseReceipt(JSON.parse(form.receipt.value));
    // The public records of the ledger, as the own member's gateway signs them; a copy may be kept and pinned.
    const trust = await new HurenClient({ url: form.gateway.value }).trust();
    const isTrusted = verifyTrustFile(trust, { provider: nobleProvider }).length === 0;
    if (!isTrusted) throw new Error('The trust file does not hold.');
    const { outcome } = verifyReceiptLocally(receipt, trust);
    said.value = outcome === 'valid' ? `valid: ${receipt.payload.verdict}` : outcome;
  } catch (error) {
    said.value = error.messages?.en ?? error.message;
  }
});
