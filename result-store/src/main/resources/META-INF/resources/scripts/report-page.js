// A campaign's report: its page with everything inside, and some of its jobs with their pictures.
import { element } from './page/element.js';
import { content, openFrame, showPlace } from './page/frame.js';
import { moment } from './page/time.js';
import { inside } from './service/inside.js';
import { campaign, campaignDocument } from './service/results.js';
import { progress } from './campaign/progress.js';
import { CampaignSections } from './campaign/sections.js';
import { sentence } from './campaign/sentence.js';
import { enlargeOnClick } from './report/enlarge.js';
import { jobSections } from './report/job-sections.js';
import { jobTable } from './report/job-table.js';

const { id } = inside;
openFrame();
const [summary, submitted] = await Promise.all([campaign(id), campaignDocument(id)]);
const sections = new CampaignSections(id, submitted);
showPlace([[summary.name]]);
const jobs = inside.jobs.length > 0 ? [jobTable(inside.jobs, inside.why), jobSections(inside.jobs)] : [];
content.replaceChildren(head(), ...sections.elements, ...jobs);
enlargeOnClick(content);
await sections.refresh(summary);
sections.link(content.querySelectorAll(':scope > section'));

function head() {
  return element(
    'div',
    { class: 'head' },
    element('h1', {}, summary.name),
    sentence(submitted),
    element('div', { class: 'overview' }, progress(summary, null)),
    sections.figures,
    sections.within,
    element('p', { class: 'id' }, id, ` · submitted ${moment(summary.submitted)}`),
  );
}
