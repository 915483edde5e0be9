/**
 * Keeps the wallet's own pages, so that licences can be looked at without a network. It never keeps an answer of the API:
 * presenting needs the network and says so.
 */
const cacheName = 'huren-wallet-1';
const page = '/wallet/';
/** How long a network that does not answer keeps the page that is kept from being shown. */
const patienceMs = 3000;

/** Scripts, styles and pictures that a page names, at once or for later. */
const namedIn = (text) =>
  [...text.matchAll(/(?:src|href|content)="(\/(?:assets|wallet|shell)\/[^"]+)"/g)].map(([, path]) => path);

/** Fonts that a style names: kept once they were used, and as long as it. */
async function namedInStyle(cache, path) {
  const style = path.endsWith('.css') ? await cache.match(path, { ignoreVary: true }) : undefined;
  const text = style === undefined ? '' : await style.text();
  return [...text.matchAll(/url\(["']?(\/assets\/[^"')]+)/g)].map(([, font]) => font);
}

/** A name under /assets/ holds a digest of its content; the other files are asked for anew. */
async function keepFile(cache, path) {
  const isForGood = path.startsWith('/assets/');
  if (isForGood && (await cache.match(path, { ignoreVary: true })) !== undefined) return;
  await cache.add(new Request(path, isForGood ? {} : { cache: 'no-cache' }));
}

/**
 * Keeps a build: first all that its page names, then the page, so that an update that is interrupted leaves the build
 * before as it was. That one's files stay, for windows that still show it; those of earlier ones go.
 */
async function keepBuild(response) {
  if (!response.ok) throw new Error('the page cannot be had');
  const cache = await caches.open(cacheName);
  const text = await response.clone().text();
  const before = (await (await cache.match(page, { ignoreVary: true }))?.text()) ?? text;
  const named = namedIn(text);
  await Promise.all(named.map((path) => keepFile(cache, path)));
  await cache.put(page, response);
  if (before === text) return;
  const files = [...new Set([...named, ...namedIn(before)])];
  const fonts = await Promise.all(files.map((path) => namedInStyle(cache, path)));
  const wanted = new Set(
    [page, ...files, ...fonts.flat()].map((path) => new URL(path, location.origin).href),
  );
  for (const request of await cache.keys()) {
    if (!wanted.has(request.url)) await cache.delete(request);
  }
}

self.addEventListener('install', (event) => {
  const kept = fetch(page, { cache: 'no-store' }).then(keepBuild);
  event.waitUntil(kept.then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

/** The network's page; the one that is kept where there is no network, it does not answer, or answers with a fault. */
async function pageFirst(fetched) {
  const kept = await caches.match(page, { ignoreVary: true });
  if (kept === undefined) return fetched;
  const late = new Promise((resolve) => setTimeout(resolve, patienceMs));
  const response = await Promise.race([fetched.catch(() => undefined), late]);
  return response?.ok ? response : kept;
}

async function keptFirst(event) {
  const { request } = event;
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok && new URL(request.url).pathname.startsWith('/assets/')) {
    const copy = response.clone();
    event.waitUntil(caches.open(cacheName).then((cache) => cache.put(request, copy)));
  }
  return response;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') {
    const fetched = fetch(page, { cache: 'no-cache' });
    // A new build names new scripts, and all of them are kept before the next journey out of reach.
    const updated = fetched.then((response) => (response.ok ? keepBuild(response.clone()) : undefined));
    event.waitUntil(updated.catch(() => undefined));
    event.respondWith(pageFirst(fetched));
  } else if (/^\/(?:assets|wallet|shell)\//.test(url.pathname)) event.respondWith(keptFirst(event));
});
