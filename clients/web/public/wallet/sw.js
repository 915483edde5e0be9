/**
 * Keeps the wallet's own pages, so that licences can be looked at without a network. It never keeps an answer of the API:
 * presenting needs the network and says so.
 */
const cacheName = 'huren-wallet-1';
const page = '/wallet/';

/** Scripts and styles that the page names, at once or for later; their names hold a digest of their content. */
async function keepShell() {
  const cache = await caches.open(cacheName);
  const response = await fetch(page, { cache: 'no-store' });
  if (!response.ok) throw new Error('the page cannot be had');
  const text = await response.clone().text();
  const named = [...text.matchAll(/(?:src|href|content)="(\/(?:assets|wallet|shell)\/[^"]+)"/g)].map(
    ([, path]) => path,
  );
  await cache.put(page, response);
  await Promise.all(
    named.map(async (path) => {
      if ((await cache.match(path)) === undefined) await cache.add(path);
    }),
  );
  const wanted = new Set([page, ...named].map((path) => new URL(path, location.origin).href));
  for (const request of await cache.keys()) {
    if (!wanted.has(request.url) && !request.url.includes('/assets/')) await cache.delete(request);
  }
}

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

async function pageFirst() {
  try {
    const response = await fetch(page, { cache: 'no-cache' });
    // A new build names new scripts, and all of them are kept before the next journey out of reach.
    if (response.ok) keepShell().catch(() => undefined);
    return response;
  } catch {
    return (await caches.match(page)) ?? Response.error();
  }
}

async function keptFirst(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok && new URL(request.url).pathname.startsWith('/assets/')) {
    const cache = await caches.open(cacheName);
    await cache.put(request, response.clone());
  }
  return response;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(pageFirst());
  else if (/^\/(?:assets|wallet|shell)\//.test(url.pathname)) event.respondWith(keptFirst(request));
});
