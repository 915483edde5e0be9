import { TAGS, templateOf } from './document';
import type { Operation } from './operation';
import { OPERATIONS } from './operations';
import { SCHEMAS } from './schemas';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}

function json(value: unknown): string {
  return `<pre><code>${escape(JSON.stringify(value, null, 2))}</code></pre>`;
}

function schemaLink(name: string): string {
  return name.includes('/') ? escape(name) : `<a href="#${escape(name)}">${escape(name)}</a>`;
}

function section(operation: Operation): string {
  const { method, path, summary, token, request, answers, problems } = operation;
  const lines = Object.entries(answers).map(
    ([status, schema]) => `<li><b>${status}</b> ${schemaLink(schema)}</li>`,
  );
  const refused =
    problems.length === 0 ? '' : `<li>${problems.map(String).join(', ')} ${schemaLink('Problem')}</li>`;
  return `<article>
<h3><span class="method ${method.toLowerCase()}">${method}</span> <code>${escape(templateOf(path))}</code>${
    token ? ' <span class="token">令牌 token</span>' : ''
  }</h3>
<p lang="zh">${escape(summary.zh)}</p><p lang="en">${escape(summary.en)}</p>
${request === undefined ? '' : `<details><summary>请求 request: ${escape(request.schema)}</summary>${json(request.example)}<p>${schemaLink(request.schema)}</p></details>`}
<ul>${lines.join('')}${refused}</ul>
</article>`;
}

/** The document as a page in two languages; no script, no foreign host. */
export function docsPage(): string {
  const parts = Object.entries(TAGS).map(([tag, { zh, en }]) => {
    const operations = OPERATIONS.filter((operation) => operation.tag === tag);
    return `<section id="${tag}"><h2>${zh} <small lang="en">${en}</small></h2>${operations.map(section).join('\n')}</section>`;
  });
  const links = Object.entries(TAGS).map(([tag, { zh, en }]) => `<a href="#${tag}">${zh} ${en}</a>`);
  const schemas = Object.entries(SCHEMAS).map(
    ([name, schema]) => `<details id="${name}"><summary>${name}</summary>${json(schema)}</details>`,
  );
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Huren 互认 网关接口 API</title><link rel="stylesheet" href="/docs.css"></head><body>
<header><h1>Huren 互认 <small>网关接口 Gateway API</small></h1>
<p lang="zh">一个成员的网关：核验外地证照、签发与存证、查询公开记录。机器可读文档：<a href="/openapi.json">/openapi.json</a>。</p>
<p lang="en">One member’s gateway: verify licences of other regions, seal and anchor, read public records.</p>
<nav>${links.join(' ')} <a href="#schemas">数据结构 Schemas</a></nav></header>
<main>${parts.join('\n')}<section id="schemas"><h2>数据结构 <small lang="en">Schemas</small></h2>${schemas.join('\n')}</section></main>
</body></html>
`;
}

export const DOCS_STYLE = `:root{color-scheme:light dark;--ink:#1b2430;--paper:#fbfaf7;--line:#d8d4c8;--accent:#9b2a1f;--soft:#f1eee6}
@media (prefers-color-scheme:dark){:root{--ink:#e8e6e0;--paper:#16191d;--line:#3a3f45;--accent:#f0907f;--soft:#20252b}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif}
header,main{max-width:60rem;margin:0 auto;padding:1rem}
h1{margin:.5rem 0}h1 small,h2 small{font-weight:400;opacity:.75;font-size:.65em}
h2{border-bottom:2px solid var(--accent);padding-bottom:.25rem;margin-top:2rem}
nav{display:flex;flex-wrap:wrap;gap:.4rem 1rem}
a{color:var(--accent)}
article{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;margin:.75rem 0;background:var(--soft)}
h3{margin:0;font-size:1rem;overflow-wrap:anywhere}
article p{margin:.25rem 0}article p[lang=en]{opacity:.8}
.method{display:inline-block;min-width:3.2rem;text-align:center;border-radius:.25rem;padding:0 .4rem;color:#fff;background:#28577a}
.method.post{background:#7a4a12}
.token{font-size:.75rem;border:1px solid var(--accent);border-radius:1rem;padding:0 .5rem;color:var(--accent);white-space:nowrap}
pre{overflow:auto;background:var(--paper);border:1px solid var(--line);border-radius:.25rem;padding:.5rem;font-size:.8rem}
summary{cursor:pointer}ul{padding-left:1.2rem;margin:.25rem 0}
`;
