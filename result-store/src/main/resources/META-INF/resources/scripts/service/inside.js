// What a report carries inside in place of a service. It is one file: nothing can be fetched from there.

const data = document.getElementById('inside')?.textContent;

/**
 * Null on a page of the service.
 *
 * @type {?{id: string, answers: object, jobs: object[], why: string, pictures: object, files: object}}
 *   `answers`: what calls below the campaign answer, by path; `jobs`: those that are shown with pictures; `pictures`: keys of
 *   `files` by the path of an artifact or blob; `files`: data URIs
 */
export const inside = data ? JSON.parse(data) : null;
