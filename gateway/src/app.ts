import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Endpoint } from './http/endpoint';
import { serve, type Serving, writeProblem } from './http/serve';
import { internalProblem, Problem, problemOf } from './problems';
import { serveWeb } from './web/serve-web';
import type { WebFiles } from './web/web-files';

/** Every endpoint under Express, then the pages; unknown addresses and methods answer problems too. */
export function createApp(
  endpoints: readonly Endpoint[],
  serving: Serving,
  web?: WebFiles,
  gateways: () => readonly string[] = () => [],
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  const methods = new Map<string, string[]>();
  for (const endpoint of endpoints) {
    methods.set(endpoint.path, [...(methods.get(endpoint.path) ?? []), endpoint.method]);
    app[endpoint.method === 'GET' ? 'get' : 'post'](endpoint.path, (request, response) => {
      const params: Record<string, string> = {};
      for (const [name, value] of Object.entries(request.params)) {
        if (typeof value === 'string') params[name] = value;
      }
      return serve(endpoint, serving, request, response, params);
    });
  }
  for (const [path, allowed] of methods) {
    const allow = allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed;
    app.all(path, (request, response) => {
      response.setHeader('allow', allow.join(', '));
      writeProblem(request, response, problemOf(new Problem('method-not-allowed')) ?? internalProblem());
    });
  }
  if (web !== undefined) app.use(serveWeb(web, gateways));
  app.use((request, response) => {
    writeProblem(request, response, problemOf(new Problem('not-found')) ?? internalProblem());
  });
  // Express itself refuses addresses that are not well-formed percent-encoding.
  const onError: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = error instanceof URIError ? problemOf(new Problem('not-found')) : undefined;
    writeProblem(request, response, problem ?? internalProblem());
  };
  app.use(onError);
  return app;
}
