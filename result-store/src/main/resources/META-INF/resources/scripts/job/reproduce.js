// Commands that fetch a job's files, recompute its numbers, and submit the same job.
import { element } from '../page/element.js';
import { command, quoted } from '../page/command.js';
import { copyable } from '../page/copyable.js';
import { savedText } from '../page/download.js';
import { judgesOf } from '../service/request.js';

/**
 * @param {object} request
 * @param {?object} campaign its document
 */
export function reproduce(request, campaign, hasResult) {
  const folder = `job-${String(request.ordinal).padStart(4, '0')}`;
  const file = `${folder}.json`;
  return [
    hasResult && [
      element(
        'p',
        {},
        'Every file of this job, verified by its hash; the perturbation is bit for bit what the worker computed:',
      ),
      copyable(command('fetch', request.jobId, '--out', folder), 'the command that fetches the job'),
      element('p', {}, "Its numbers, recomputed by other code from the network's own file:"),
      copyable(
        judgesOf(request)
          .map(
            ({ id }) =>
              `(cd models && python3 -m zoo recompute ../${folder} --network ${quoted(id)})`,
          )
          .join('\n'),
        'the command that recomputes the numbers',
      ),
    ],
    element(
      'p',
      {},
      'The same job as a campaign of its own. A stack that has its result links to it; another one attacks again, once ' +
        'its job-api has the images:',
    ),
    element(
      'p',
      {},
      savedText(
        `${JSON.stringify(singleJob(request, campaign, folder), null, 2)}\n`,
        file,
        'application/json',
        `Save ${file}`,
      ),
    ),
    copyable(command('submit', file, '--wait'), 'the command that submits the job'),
  ];
}

/** A campaign document with this job alone. What is in a request is in the normalised form already. */
export function singleJob(request, campaign, name) {
  const judges = campaign
    ? (campaign.evaluateOn ?? [])
    : judgesOf(request)
        .map(({ id }) => id)
        .filter(id => id !== request.network.id);
  return {
    schema: 1,
    name,
    images: [request.source, ...(request.companions ?? [])],
    ...(request.blur ? { blurs: [request.blur] } : {}),
    networks: [request.network.id],
    ...(judges.length > 0 ? { evaluateOn: judges } : {}),
    attacks: [request.attack],
    budgets: [request.budget],
    // Of the campaign: the job's own seed is drawn from it and from what the job is. Repetitions are next to each other.
    ...(campaign ? { seed: campaign.seed + (request.ordinal % (campaign.seeds ?? 1)) } : {}),
  };
}

