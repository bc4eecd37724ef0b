// What a campaign is, in a sentence made from its document.
import { element } from '../page/element.js';
import { count, counted, plain } from '../page/number.js';

const NAMED = 4;

/** @param {object} submitted the document as it was accepted */
export function sentence({ campaign, jobs }) {
  const given = campaign.images.filter(image => image.type !== 'sharp').length;
  const sharp = campaign.images.length - given;
  const images = [
    sharp && `${counted(sharp, 'image')} × ${counted(campaign.blurs.length, 'blur')}`,
    given && `${counted(given, 'image')} that ${given === 1 ? 'arrives' : 'arrive'} blurred`,
  ]
    .filter(Boolean)
    .join(' + ');
  const parts = [
    sharp && given ? `(${images})` : images,
    counted(campaign.networks.length, 'network'),
    counted(campaign.attacks.length, 'attack'),
    counted(campaign.budgets.length, 'budget'),
    ...(campaign.seeds > 1 ? [counted(campaign.seeds, 'seed')] : []),
  ];
  const judges = campaign.evaluateOn ?? [];
  return element(
    'p',
    { class: 'lede' },
    element('b', {}, parts.join(' × ')),
    `: ${counted(jobs, 'job')}. `,
    bold(listed(campaign.networks)),
    ' attacked ',
    bold(listed(campaign.attacks.map(objective))),
    ' within ',
    element('i', {}, 'ε'),
    ' = ',
    bold(`${listed(campaign.budgets.map(plain))}`),
    '/255',
    bounds(campaign.attacks),
    judges.length > 0 && [', judged also on ', bold(listed(judges))],
    '.',
  );
}

/** What the budget bounds, where that is not the largest change alone. */
function bounds(attacks) {
  const balls = attacks.filter(({ norm }) => norm === 'l2').length;
  if (balls === 0) return null;
  return balls === attacks.length ? ' root mean square' : ', as largest change or as root mean square';
}

const bold = text => element('b', {}, text);

function objective({ objective: { type, name, loss }, universal, perturb }) {
  const word =
    {
      targeted: `towards ${name}`,
      localised: `for the edit ${name}`,
      'ground-truth': 'away from the sharp image',
      'minimum-budget': `by as little as costs ${loss} dB`,
    }[type] ?? type;
  if (perturb === 'kernel') return `${word} by the told kernel alone (whatever ε)`;
  return universal ? `${word} with one perturbation for all images` : word;
}

/** A few names, and how many more there are. */
function listed(names) {
  const different = [...new Set(names)];
  if (different.length > NAMED + 1) {
    return `${different.slice(0, NAMED).join(', ')} and ${count(different.length - NAMED)} more`;
  }
  return different.length < 2 ? different.join('') : `${different.slice(0, -1).join(', ')} and ${different.at(-1)}`;
}
