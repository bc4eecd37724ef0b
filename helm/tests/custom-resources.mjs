// Reads [{"where", "object"}, ...] of custom resources and writes what is wrong with each: [{"where", "errors"}].
// The packages have compiled validators, which ignore fields that they do not know. So each validator is handed a proxy that
// remembers what it was asked for: a field that the validator never read is not in the schema.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const packages = `${process.env.SHAKEDOWN_HELM_TOOLS}/node_modules/@kubernetes-models`;
const keda = 'keda/_schemas/ComGithubKedacoreKedaV2ApisKedaV1alpha1';
const prometheus = 'prometheus-operator/_schemas/ComGithubPrometheusOperatorPrometheusOperatorPkgApisMonitoringV1';
const schemas = {
  'keda.sh/v1alpha1 ScaledObject': `${keda}ScaledObject`,
  'keda.sh/v1alpha1 TriggerAuthentication': `${keda}TriggerAuthentication`,
  'monitoring.coreos.com/v1 ServiceMonitor': `${prometheus}ServiceMonitor`,
  'monitoring.coreos.com/v1 PodMonitor': `${prometheus}PodMonitor`,
  'monitoring.coreos.com/v1 PrometheusRule': `${prometheus}PrometheusRule`,
  'gateway.networking.k8s.io/v1 HTTPRoute': 'gateway-api/_schemas/IoK8sSigsGatewayApiApisV1HTTPRoute',
};

function watched(value, path, seen) {
  if (value === null || typeof value !== 'object') {
    return value;
  }
  return new Proxy(value, {
    get(target, key) {
      seen.add(`${path}/${String(key)}`);
      return watched(Reflect.get(target, key), `${path}/${String(key)}`, seen);
    },
    ownKeys(target) {
      Reflect.ownKeys(target).forEach((key) => seen.add(`${path}/${String(key)}`));
      return Reflect.ownKeys(target);
    },
  });
}

function unseen(value, path, seen) {
  if (value === null || typeof value !== 'object') {
    return [];
  }
  return Object.keys(value).flatMap((key) => {
    const here = `${path}/${key}`;
    return seen.has(here) ? unseen(value[key], here, seen) : [`${here}: no such field`];
  });
}

const results = [];
for (const { where, object } of JSON.parse(readFileSync(0, 'utf8'))) {
  const schema = schemas[`${object.apiVersion} ${object.kind}`];
  if (!schema) {
    results.push({ where, errors: [`no schema for ${object.apiVersion} ${object.kind}`] });
    continue;
  }
  const { validate } = await import(pathToFileURL(`${packages}/${schema}.js`).href);
  const seen = new Set();
  const errors = validate(watched(object, '', seen)) ? [] : validate.errors;
  results.push({
    where,
    errors: [
      ...errors.map((error) => `${error.instancePath}: ${error.keyword} ${JSON.stringify(error.params)}`),
      ...unseen(object, '', seen),
    ],
  });
}
console.log(JSON.stringify(results));
