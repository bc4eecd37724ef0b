-- How jobs are delivered: rounds and retries, what was asked of campaigns, dead letters; and counters, so that nobody has
-- to count a campaign's jobs to say how far it has come.

ALTER TABLE campaign
    ADD COLUMN round integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN campaign.round IS 'The newest round of its jobs that was published, from 0';
COMMENT ON COLUMN campaign.document IS 'The SubmittedCampaign message of that round, whole';

ALTER TABLE job
    ADD COLUMN retry integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN job.retry IS 'How often the job had failed and was asked for again; a failure of an earlier retry no longer counts';

ALTER TABLE result
    ADD COLUMN retry integer NOT NULL DEFAULT 0,
    ADD COLUMN network_sha256 text;
COMMENT ON TABLE result IS 'How jobs ended. A success stays for ever; a failure is replaced by a success or by the failure of a later retry. Numbers are null for failed jobs, and where there is no sharp image or no target. PSNR in dB, Infinity for equal images; NCC in [-1,1], NaN for constant ones';
COMMENT ON COLUMN result.retry IS 'Which retry of the job it is the result of, from 0';
COMMENT ON COLUMN result.network_sha256 IS 'As in job, to find how fast a network is attacked; null until the request has come';
UPDATE result
SET network_sha256 = job.network_sha256
FROM job
WHERE job.id = result.job_id;
CREATE INDEX result_network ON result (network_sha256, finished_at DESC) WHERE status = 'SUCCEEDED';

CREATE TABLE campaign_control (
    campaign_id text PRIMARY KEY,
    state       text NOT NULL,
    abandoned   integer NOT NULL,
    asked_at    timestamptz NOT NULL
);
COMMENT ON TABLE campaign_control IS 'What was last asked of campaigns that are not simply to run: pause, resume, cancel';
COMMENT ON COLUMN campaign_control.campaign_id IS 'The campaign';
COMMENT ON COLUMN campaign_control.state IS 'ACTIVE, PAUSED or CANCELLED';
COMMENT ON COLUMN campaign_control.abandoned IS 'The last round whose requests are not begun any more; -1 if none is abandoned';
COMMENT ON COLUMN campaign_control.asked_at IS 'When it was asked for';

CREATE TABLE dead_letter (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic         text NOT NULL,
    partition     integer NOT NULL,
    record_offset bigint NOT NULL,
    value_sha256  text NOT NULL,
    job_id        text,
    campaign_id   text,
    code          text NOT NULL,
    reason        text NOT NULL,
    given_up_at   timestamptz NOT NULL,
    message       json NOT NULL,
    UNIQUE (topic, partition, record_offset, value_sha256)
);
COMMENT ON TABLE dead_letter IS 'Records that no worker could turn into a result, each once';
COMMENT ON COLUMN dead_letter.id IS 'Grows in the order of arrival; with gaps';
COMMENT ON COLUMN dead_letter.topic IS 'Where the worker read the record';
COMMENT ON COLUMN dead_letter.partition IS 'Its partition';
COMMENT ON COLUMN dead_letter.record_offset IS 'Its offset';
COMMENT ON COLUMN dead_letter.value_sha256 IS 'SHA-256 of its value: a new broker counts offsets from 0 again';
COMMENT ON COLUMN dead_letter.job_id IS 'The job that it asks for; null if that cannot be read. U+0000 is replaced';
COMMENT ON COLUMN dead_letter.campaign_id IS 'The campaign that asks for it; null if that cannot be read. U+0000 is replaced';
COMMENT ON COLUMN dead_letter.code IS 'A stable word for programs, as in result.failure_code; unreadable if there is no job';
COMMENT ON COLUMN dead_letter.reason IS 'What was wrong with it, for a person; U+0000 is replaced';
COMMENT ON COLUMN dead_letter.given_up_at IS 'When it was given up';
COMMENT ON COLUMN dead_letter.message IS 'The DeadLetter message with the whole record; json, not jsonb, which takes not every text';
CREATE INDEX dead_letter_campaign ON dead_letter (campaign_id, id);
CREATE INDEX dead_letter_job ON dead_letter (job_id, id);

-- Updated by every transaction that changes how a job stands, and counted anew when two of them may have missed each
-- other. Rows are small and change often: room beside them keeps the changes on their page.
CREATE TABLE campaign_count (
    campaign_id text PRIMARY KEY,
    known       bigint NOT NULL,
    succeeded   bigint NOT NULL,
    failed      bigint NOT NULL,
    changed_at  timestamptz NOT NULL DEFAULT now(),
    counted_at  timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 50);
COMMENT ON TABLE campaign_count IS 'How many jobs of a campaign stand how; kept up to date as records arrive';
COMMENT ON COLUMN campaign_count.campaign_id IS 'The campaign';
COMMENT ON COLUMN campaign_count.known IS 'Jobs whose request has arrived';
COMMENT ON COLUMN campaign_count.succeeded IS 'Jobs that succeeded and whose artifacts are all stored';
COMMENT ON COLUMN campaign_count.failed IS 'Jobs that failed and were not asked for again since';
COMMENT ON COLUMN campaign_count.changed_at IS 'When one of the numbers last changed';
COMMENT ON COLUMN campaign_count.counted_at IS 'When the jobs themselves were last counted';

-- The one place that counts. Whether a failure still counts is looked up for failures alone: the others are counted from
-- indexes.
CREATE FUNCTION counts_of(campaign text) RETURNS TABLE (known bigint, succeeded bigint, failed bigint)
LANGUAGE sql STABLE
AS $$
SELECT count(*),
       count(*) FILTER (WHERE r.complete AND r.status = 'SUCCEEDED'),
       count(*) FILTER (WHERE r.complete AND r.status = 'FAILED' AND EXISTS (
           SELECT 1
           FROM result f
           LEFT JOIN job j ON j.id = f.job_id
           WHERE f.job_id = cj.job_id AND f.retry >= coalesce(j.retry, 0)))
FROM campaign_job cj
LEFT JOIN result r ON r.job_id = cj.job_id
WHERE cj.campaign_id = campaign
$$;
COMMENT ON FUNCTION counts_of IS 'Counts a campaign''s jobs, which takes a second for a million of them; the table campaign_count has the numbers at once';

INSERT INTO campaign_count (campaign_id, known, succeeded, failed, counted_at)
SELECT ids.id, c.known, c.succeeded, c.failed, now()
FROM (SELECT id FROM campaign UNION SELECT DISTINCT campaign_id FROM campaign_job) AS ids
CROSS JOIN LATERAL counts_of(ids.id) AS c;

CREATE OR REPLACE VIEW campaign_progress AS
SELECT c.id AS campaign_id,
       c.name,
       c.submitted_at,
       c.jobs,
       coalesce(n.known, 0) AS known,
       coalesce(n.succeeded, 0) AS succeeded,
       coalesce(n.failed, 0) AS failed,
       c.round,
       coalesce(k.state, 'ACTIVE') AS state,
       coalesce(k.abandoned, -1) AS abandoned
FROM campaign c
LEFT JOIN campaign_count n ON n.campaign_id = c.id
LEFT JOIN campaign_control k ON k.campaign_id = c.id;
COMMENT ON VIEW campaign_progress IS 'How far campaigns have come. known: jobs whose request has arrived; succeeded and failed: jobs that have ended and whose artifacts are all stored, a failure only while it was not asked for again; round: the newest one published; state and abandoned: what was last asked of it, as in campaign_control';

CREATE OR REPLACE VIEW job_result AS
SELECT cj.campaign_id,
       c.name AS campaign,
       cj.ordinal,
       cj.job_id,
       cj.image,
       j.image_sha256,
       j.image_width,
       j.image_height,
       j.arrives_blurred,
       j.network,
       j.network_sha256,
       j.objective,
       cj.target,
       j.target_sha256,
       j.kernel_type,
       j.kernel_size,
       j.kernel_name,
       j.kernel,
       j.boundary,
       j.noise_sigma,
       j.rounded_to_8_bit,
       j.budget,
       j.steps,
       j.step_size,
       j.clip,
       j.iterate,
       j.seed,
       r.status,
       coalesce(r.complete, false) AS complete,
       r.failure_code,
       r.failure_message,
       r.blurred_to_sharp_psnr,
       r.blurred_to_sharp_ncc,
       r.blurred_to_sharp_ssim,
       r.clean_to_sharp_psnr,
       r.clean_to_sharp_ncc,
       r.clean_to_sharp_ssim,
       r.attacked_to_sharp_psnr,
       r.attacked_to_sharp_ncc,
       r.attacked_to_sharp_ssim,
       r.eight_bit_to_sharp_psnr,
       r.eight_bit_to_sharp_ncc,
       r.eight_bit_to_sharp_ssim,
       r.clean_to_target_psnr,
       r.clean_to_target_ncc,
       r.clean_to_target_ssim,
       r.attacked_to_target_psnr,
       r.attacked_to_target_ncc,
       r.attacked_to_target_ssim,
       r.eight_bit_to_target_psnr,
       r.eight_bit_to_target_ncc,
       r.eight_bit_to_target_ssim,
       r.attacked_to_clean_psnr,
       r.attacked_to_clean_ncc,
       r.attacked_to_clean_ssim,
       r.eight_bit_to_clean_psnr,
       r.eight_bit_to_clean_ncc,
       r.eight_bit_to_clean_ssim,
       r.lipschitz,
       r.perturbation_max_norm,
       r.perturbation_l2_norm,
       r.initial_objective,
       r.final_objective,
       r.counted_step,
       r.seconds_per_step,
       r.worker,
       r.started_at,
       r.finished_at,
       j.blur_type,
       j.blur,
       r.retry,
       CASE
           WHEN r.complete AND r.status = 'SUCCEEDED' THEN 'SUCCEEDED'
           WHEN r.complete AND r.retry >= j.retry THEN 'FAILED'
           ELSE 'PENDING'
       END AS state
FROM campaign_job cj
JOIN job j ON j.id = cj.job_id
LEFT JOIN campaign c ON c.id = cj.campaign_id
LEFT JOIN result r ON r.job_id = cj.job_id;
COMMENT ON VIEW job_result IS 'One row per job of a campaign, with its numbers once it has ended (status is null before). A job that two campaigns share appears in each: say which campaign you mean, or use DISTINCT ON (job_id). retry: which retry the result is of; state: PENDING also while a failure is asked for again. Other columns as in job and result';

CREATE FUNCTION orphan_blobs(older_than interval) RETURNS TABLE (sha256 text, media_type text, length bigint, created_at timestamptz)
LANGUAGE sql STABLE
AS $$
WITH named AS (
    SELECT DISTINCT digest #>> '{}' AS sha256
    FROM campaign
    CROSS JOIN LATERAL jsonb_path_query(document, 'strict $.**.sha256') AS digest
)
SELECT b.sha256, b.media_type, b.length, b.created_at
FROM blob b
WHERE b.created_at < now() - older_than
  AND NOT EXISTS (SELECT 1 FROM job_artifact a WHERE a.sha256 = b.sha256)
  AND NOT EXISTS (SELECT 1 FROM named n WHERE n.sha256 = b.sha256)
  AND NOT EXISTS (SELECT 1 FROM job j WHERE j.image_sha256 = b.sha256)
  AND NOT EXISTS (SELECT 1 FROM job j WHERE j.target_sha256 = b.sha256)
$$;
COMMENT ON FUNCTION orphan_blobs IS 'Blobs of that age that no result names as its artifact and no campaign or job as its image, kernel or target: left by attempts whose result never came or did not count, or uploaded and not used';

CREATE VIEW orphan_blob AS
SELECT sha256, media_type, length, created_at
FROM orphan_blobs('1 hour');
COMMENT ON VIEW orphan_blob IS 'As orphan_blobs(), of an hour and more: younger ones may wait for their result';
