/** An Api's CorsConfiguration. */
export interface CorsConfiguration {
  AllowOrigins?: string[];
  AllowMethods?: string[];
  AllowHeaders?: string[];
  ExposeHeaders?: string[];
  AllowCredentials?: boolean;
  /** Seconds. */
  MaxAge?: number;
}

/**
 * The headers that API Gateway puts on an answer to a request from another origin, names and values one after the
 * other; none for an origin that is not allowed. `asked` is Access-Control-Request-Method of a preflight.
 * Source: API Gateway developer guide, "Configure CORS for HTTP APIs".
 */
export function corsHeaders(cors: CorsConfiguration, origin: string, preflight: boolean): string[] {
  const origins = cors.AllowOrigins ?? [];
  const any = origins.includes('*') && cors.AllowCredentials !== true;
  const allowed = origins.some(
    (one) => one === '*' || one === origin || (one.endsWith('://*') && origin.startsWith(one.slice(0, -1))),
  );
  if (!allowed) return [];
  const headers = ['access-control-allow-origin', any ? '*' : origin];
  const add = (name: string, values: string[] | undefined): void => {
    if (values?.length) headers.push(name, values.join(','));
  };
  if (!any) headers.push('vary', 'origin');
  if (cors.AllowCredentials === true) headers.push('access-control-allow-credentials', 'true');
  if (!preflight) {
    add('access-control-expose-headers', cors.ExposeHeaders);
    return headers;
  }
  add('access-control-allow-methods', cors.AllowMethods);
  add('access-control-allow-headers', cors.AllowHeaders);
  if (cors.MaxAge !== undefined) headers.push('access-control-max-age', String(cors.MaxAge));
  return headers;
}
