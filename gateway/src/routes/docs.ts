import type { Endpoint } from '../http/endpoint';
import { docsPage, DOCS_STYLE } from '../openapi/docs-page';
import { openApiDocument } from '../openapi/document';

/** The API's own description: for machines and for people. */
export function docsEndpoints(): readonly Endpoint[] {
  const serve = (path: string, type: string, text: string): Endpoint => ({
    method: 'GET',
    path,
    token: false,
    always: true,
    handle: () => ({ status: 200, body: text, text: type }),
  });
  return [
    serve('/openapi.json', 'application/json; charset=utf-8', JSON.stringify(openApiDocument())),
    serve('/docs', 'text/html; charset=utf-8', docsPage()),
    serve('/docs.css', 'text/css; charset=utf-8', DOCS_STYLE),
  ];
}
