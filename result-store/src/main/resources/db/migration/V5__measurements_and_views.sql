-- What people ask of results: numbers where they are quick to read, networks by their kind, data sets, and the views that
-- are the public interface, which docs/sql.md describes.

ALTER TABLE campaign_job
    ADD COLUMN data_set text,
    ALTER COLUMN request DROP NOT NULL;
COMMENT ON COLUMN campaign_job.data_set IS 'The data set that this campaign says the image is of; null if it does not say';
COMMENT ON COLUMN campaign_job.request IS 'This campaign''s AttackRequest message, whole; null where job has the same';
-- A campaign has few images and many jobs: equal keys take hardly any room.
CREATE INDEX campaign_job_image ON campaign_job (campaign_id, image);

CREATE INDEX result_failed ON result (job_id) WHERE status = 'FAILED';

CREATE TABLE network (
    sha256     text PRIMARY KEY,
    id         text NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('blind', 'non-blind')),
    title      text NOT NULL,
    precision  text NOT NULL,
    parameters bigint NOT NULL,
    licence    text NOT NULL,
    card       jsonb NOT NULL
);
COMMENT ON TABLE network IS 'Network files that workers have announced, each for ever';
COMMENT ON COLUMN network.sha256 IS 'SHA-256 of the file';
COMMENT ON COLUMN network.id IS 'What people call it: name or name@variant; files that came one after the other may share it';
COMMENT ON COLUMN network.kind IS 'blind: N(y); non-blind: N(y, b)';
COMMENT ON COLUMN network.title IS 'One line for people';
COMMENT ON COLUMN network.precision IS 'Arithmetic inside the file, such as fp32 or bf16';
COMMENT ON COLUMN network.parameters IS 'How many weights it has';
COMMENT ON COLUMN network.licence IS 'SPDX identifier, or words where there is none';
COMMENT ON COLUMN network.card IS 'The card inside the file, whole';

-- Columns that only the views need, narrow and side by side: means over a million jobs are read from here.

CREATE TABLE series (
    id             integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key            uuid NOT NULL UNIQUE,
    campaign_id    text NOT NULL,
    data_set       text NOT NULL,
    crafted_on     text NOT NULL,
    crafted_sha256 text NOT NULL,
    judged_on      text NOT NULL,
    judge_sha256   text NOT NULL,
    first_judge    boolean NOT NULL,
    companion      boolean NOT NULL,
    objective      text NOT NULL,
    target         text NOT NULL,
    norm           text NOT NULL,
    steps          integer NOT NULL,
    kernel_type    text NOT NULL,
    kernel_size    integer NOT NULL,
    budget         double precision NOT NULL
);
CREATE INDEX series_campaign_id ON series (campaign_id);
COMMENT ON TABLE series IS 'What measurements of a campaign have in common, each combination once';
COMMENT ON COLUMN series.id IS 'Given in the order of arrival; with gaps';
COMMENT ON COLUMN series.key IS 'MD5 of all that follows: found by one comparison';
COMMENT ON COLUMN series.campaign_id IS 'The campaign';
COMMENT ON COLUMN series.data_set IS 'The data set that the image is of; empty if the campaign does not say';
COMMENT ON COLUMN series.crafted_on IS 'Network under attack: name or name@variant';
COMMENT ON COLUMN series.crafted_sha256 IS 'SHA-256 of that network''s file';
COMMENT ON COLUMN series.judged_on IS 'Network whose outputs are measured: name or name@variant';
COMMENT ON COLUMN series.judge_sha256 IS 'SHA-256 of that network''s file';
COMMENT ON COLUMN series.first_judge IS 'Whether that is the job''s first judge, on the job''s own image: true for one measurement of each job';
COMMENT ON COLUMN series.companion IS 'Whether a universal perturbation was put on another image than the job''s own';
COMMENT ON COLUMN series.objective IS 'untargeted, targeted, localised or ground-truth';
COMMENT ON COLUMN series.target IS 'Name of the target image, or of the edit, in the campaign; empty if there is none';
COMMENT ON COLUMN series.norm IS 'linf or l2: what the budget bounds';
COMMENT ON COLUMN series.steps IS 'Updates of the attack';
COMMENT ON COLUMN series.kernel_type IS 'As in job; empty if no kernel is known, or the blur has not one kernel but several';
COMMENT ON COLUMN series.kernel_size IS 'Side of the square kernel in pixels; 0 where kernel_type is empty';
COMMENT ON COLUMN series.budget IS 'epsilon in 255ths';

CREATE TABLE measurement (
    series_id               integer NOT NULL,
    ordinal                 bigint NOT NULL,
    position                integer NOT NULL,
    damage                  double precision NOT NULL,
    blurred_to_sharp_psnr   double precision,
    clean_to_sharp_psnr     double precision,
    clean_to_sharp_ncc      double precision,
    clean_to_sharp_ssim     double precision,
    attacked_to_sharp_psnr  double precision,
    attacked_to_sharp_ncc   double precision,
    attacked_to_sharp_ssim  double precision,
    eight_bit_to_sharp_psnr double precision,
    clean_to_target_psnr    double precision,
    clean_to_target_ncc     double precision,
    clean_to_target_ssim    double precision,
    attacked_to_target_psnr double precision,
    attacked_to_target_ncc  double precision,
    attacked_to_target_ssim double precision,
    eight_bit_to_target_ncc double precision,
    attacked_to_clean_psnr  double precision,
    attacked_to_clean_ssim  double precision,
    lipschitz               double precision,
    PRIMARY KEY (series_id, ordinal, position)
);
COMMENT ON TABLE measurement IS 'One row for each job of a campaign that succeeded, with all its artifacts stored, and each of its judges: what means, tables and lists by damage are read from. All of it follows from campaign_job, job, result and evaluation';
COMMENT ON COLUMN measurement.series_id IS 'What it has in common with others';
COMMENT ON COLUMN measurement.ordinal IS 'The job''s place in the campaign''s expansion, from 0';
COMMENT ON COLUMN measurement.position IS 'The judge''s place among the job''s judges, from 0';
COMMENT ON COLUMN measurement.damage IS 'How many dB of PSNR against the sharp image the attack took: clean less attacked; -Infinity where there is no sharp image';
COMMENT ON COLUMN measurement.blurred_to_sharp_psnr IS 'As in evaluation';
COMMENT ON COLUMN measurement.clean_to_sharp_psnr IS 'As in evaluation';
COMMENT ON COLUMN measurement.clean_to_sharp_ncc IS 'As in evaluation';
COMMENT ON COLUMN measurement.clean_to_sharp_ssim IS 'As in evaluation';
COMMENT ON COLUMN measurement.attacked_to_sharp_psnr IS 'As in evaluation';
COMMENT ON COLUMN measurement.attacked_to_sharp_ncc IS 'As in evaluation';
COMMENT ON COLUMN measurement.attacked_to_sharp_ssim IS 'As in evaluation';
COMMENT ON COLUMN measurement.eight_bit_to_sharp_psnr IS 'As in evaluation';
COMMENT ON COLUMN measurement.clean_to_target_psnr IS 'As in evaluation';
COMMENT ON COLUMN measurement.clean_to_target_ncc IS 'As in evaluation';
COMMENT ON COLUMN measurement.clean_to_target_ssim IS 'As in evaluation';
COMMENT ON COLUMN measurement.attacked_to_target_psnr IS 'As in evaluation';
COMMENT ON COLUMN measurement.attacked_to_target_ncc IS 'As in evaluation';
COMMENT ON COLUMN measurement.attacked_to_target_ssim IS 'As in evaluation';
COMMENT ON COLUMN measurement.eight_bit_to_target_ncc IS 'As in evaluation';
COMMENT ON COLUMN measurement.attacked_to_clean_psnr IS 'As in evaluation';
COMMENT ON COLUMN measurement.attacked_to_clean_ssim IS 'As in evaluation';
COMMENT ON COLUMN measurement.lipschitz IS 'As in evaluation';
CREATE INDEX measurement_damage ON measurement (series_id, damage DESC, ordinal DESC, position);


CREATE TABLE series_total (
    series_id                     integer PRIMARY KEY,
    measurements                  bigint NOT NULL,
    with_sharp                    bigint NOT NULL,
    with_target                   bigint NOT NULL,
    blurred_to_sharp_psnr         double precision NOT NULL,
    clean_to_sharp_psnr           double precision NOT NULL,
    clean_to_sharp_ncc            double precision NOT NULL,
    clean_to_sharp_ssim           double precision NOT NULL,
    attacked_to_sharp_psnr        double precision NOT NULL,
    attacked_to_sharp_ncc         double precision NOT NULL,
    attacked_to_sharp_ssim        double precision NOT NULL,
    eight_bit_to_sharp_psnr       double precision NOT NULL,
    clean_to_target_psnr          double precision NOT NULL,
    clean_to_target_ncc           double precision NOT NULL,
    clean_to_target_ssim          double precision NOT NULL,
    attacked_to_target_psnr       double precision NOT NULL,
    attacked_to_target_ncc        double precision NOT NULL,
    attacked_to_target_ssim       double precision NOT NULL,
    eight_bit_to_target_ncc       double precision NOT NULL,
    attacked_to_clean_psnr        double precision NOT NULL,
    attacked_to_clean_ssim        double precision NOT NULL,
    lipschitz                     double precision NOT NULL,
    attacked_to_sharp_psnr_square double precision NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE series_total IS 'Sums over the measurements of each series, so that means over a million jobs cost no more than over ten; added to by the transaction that makes the measurements';
COMMENT ON COLUMN series_total.series_id IS 'The series';
COMMENT ON COLUMN series_total.measurements IS 'How many';
COMMENT ON COLUMN series_total.with_sharp IS 'How many of them have a sharp image';
COMMENT ON COLUMN series_total.with_target IS 'How many of them have a target';
COMMENT ON COLUMN series_total.blurred_to_sharp_psnr IS 'Sum';
COMMENT ON COLUMN series_total.clean_to_sharp_psnr IS 'Sum';
COMMENT ON COLUMN series_total.clean_to_sharp_ncc IS 'Sum';
COMMENT ON COLUMN series_total.clean_to_sharp_ssim IS 'Sum';
COMMENT ON COLUMN series_total.attacked_to_sharp_psnr IS 'Sum';
COMMENT ON COLUMN series_total.attacked_to_sharp_ncc IS 'Sum';
COMMENT ON COLUMN series_total.attacked_to_sharp_ssim IS 'Sum';
COMMENT ON COLUMN series_total.eight_bit_to_sharp_psnr IS 'Sum';
COMMENT ON COLUMN series_total.clean_to_target_psnr IS 'Sum';
COMMENT ON COLUMN series_total.clean_to_target_ncc IS 'Sum';
COMMENT ON COLUMN series_total.clean_to_target_ssim IS 'Sum';
COMMENT ON COLUMN series_total.attacked_to_target_psnr IS 'Sum';
COMMENT ON COLUMN series_total.attacked_to_target_ncc IS 'Sum';
COMMENT ON COLUMN series_total.attacked_to_target_ssim IS 'Sum';
COMMENT ON COLUMN series_total.eight_bit_to_target_ncc IS 'Sum';
COMMENT ON COLUMN series_total.attacked_to_clean_psnr IS 'Sum';
COMMENT ON COLUMN series_total.attacked_to_clean_ssim IS 'Sum';
COMMENT ON COLUMN series_total.lipschitz IS 'Sum';
COMMENT ON COLUMN series_total.attacked_to_sharp_psnr_square IS 'Sum of the squares of attacked_to_sharp_psnr';

-- What a measurement consists of. Two transactions at once, one with a job's request and one with its result, do not see
-- each other: a campaign whose count turns out wrong is measured anew.
CREATE VIEW measurable AS
SELECT cj.campaign_id,
       coalesce(cj.data_set, '') AS data_set,
       j.network AS crafted_on,
       j.network_sha256 AS crafted_sha256,
       e.judge AS judged_on,
       e.judge_sha256,
       e.position = 0 AS first_judge,
       e.image IS NOT NULL AS companion,
       j.objective,
       coalesce(cj.target, '') AS target,
       coalesce(j.request #>> '{attack,norm}', 'linf') AS norm,
       j.steps,
       coalesce(j.kernel_type, '') AS kernel_type,
       coalesce(j.kernel_size, 0) AS kernel_size,
       j.budget,
       md5(ROW(
           cj.campaign_id, coalesce(cj.data_set, ''), j.network, j.network_sha256, e.judge, e.judge_sha256,
           e.position = 0, e.image IS NOT NULL, j.objective, coalesce(cj.target, ''),
           coalesce(j.request #>> '{attack,norm}', 'linf'), j.steps, coalesce(j.kernel_type, ''),
           coalesce(j.kernel_size, 0), j.budget)::text)::uuid AS key,
       cj.ordinal,
       e.position,
       CASE
           WHEN e.clean_to_sharp_psnr IS NULL THEN '-Infinity'
           WHEN e.clean_to_sharp_psnr = e.attacked_to_sharp_psnr THEN 0
           ELSE e.clean_to_sharp_psnr - e.attacked_to_sharp_psnr
       END AS damage,
       e.blurred_to_sharp_psnr, e.clean_to_sharp_psnr, e.clean_to_sharp_ncc,
       e.clean_to_sharp_ssim, e.attacked_to_sharp_psnr, e.attacked_to_sharp_ncc,
       e.attacked_to_sharp_ssim, e.eight_bit_to_sharp_psnr, e.clean_to_target_psnr,
       e.clean_to_target_ncc, e.clean_to_target_ssim, e.attacked_to_target_psnr,
       e.attacked_to_target_ncc, e.attacked_to_target_ssim, e.eight_bit_to_target_ncc,
       e.attacked_to_clean_psnr, e.attacked_to_clean_ssim, e.lipschitz
FROM campaign_job cj
JOIN job j ON j.id = cj.job_id
JOIN result r ON r.job_id = cj.job_id AND r.complete AND r.status = 'SUCCEEDED'
JOIN evaluation e ON e.job_id = cj.job_id;
COMMENT ON VIEW measurable IS 'What measurement and series are made of; to be read from them, which is quicker';

CREATE FUNCTION measure(campaigns text[], ordinals bigint[]) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    found measurable[];
BEGIN
    SELECT array_agg(m)
    INTO found
    FROM unnest(campaigns, ordinals) AS place (campaign_id, ordinal)
    JOIN measurable m ON m.campaign_id = place.campaign_id AND m.ordinal = place.ordinal;

    -- Looked for first: what conflicts takes an id all the same. In order, so that no two transactions wait for each other.
    INSERT INTO series (key, campaign_id, data_set, crafted_on, crafted_sha256, judged_on, judge_sha256, first_judge,
                        companion, objective, target, norm, steps, kernel_type, kernel_size, budget)
    SELECT DISTINCT ON (m.key) m.key, m.campaign_id, m.data_set, m.crafted_on, m.crafted_sha256, m.judged_on,
                               m.judge_sha256, m.first_judge, m.companion, m.objective, m.target, m.norm, m.steps,
                               m.kernel_type, m.kernel_size, m.budget
    FROM unnest(found) AS m
    WHERE NOT EXISTS (SELECT 1 FROM series s WHERE s.key = m.key)
    ORDER BY m.key
    ON CONFLICT DO NOTHING;

    WITH added AS (
        INSERT INTO measurement (series_id, ordinal, position, damage,
                                 blurred_to_sharp_psnr, clean_to_sharp_psnr, clean_to_sharp_ncc,
                                 clean_to_sharp_ssim, attacked_to_sharp_psnr, attacked_to_sharp_ncc,
                                 attacked_to_sharp_ssim, eight_bit_to_sharp_psnr, clean_to_target_psnr,
                                 clean_to_target_ncc, clean_to_target_ssim, attacked_to_target_psnr,
                                 attacked_to_target_ncc, attacked_to_target_ssim, eight_bit_to_target_ncc,
                                 attacked_to_clean_psnr, attacked_to_clean_ssim, lipschitz)
        SELECT s.id, m.ordinal, m.position, m.damage,
               m.blurred_to_sharp_psnr, m.clean_to_sharp_psnr, m.clean_to_sharp_ncc,
               m.clean_to_sharp_ssim, m.attacked_to_sharp_psnr, m.attacked_to_sharp_ncc,
               m.attacked_to_sharp_ssim, m.eight_bit_to_sharp_psnr, m.clean_to_target_psnr,
               m.clean_to_target_ncc, m.clean_to_target_ssim, m.attacked_to_target_psnr,
               m.attacked_to_target_ncc, m.attacked_to_target_ssim, m.eight_bit_to_target_ncc,
               m.attacked_to_clean_psnr, m.attacked_to_clean_ssim, m.lipschitz
        FROM unnest(found) AS m
        JOIN series s ON s.key = m.key
        ON CONFLICT DO NOTHING
        RETURNING *
    )
    INSERT INTO series_total AS total (series_id, measurements, with_sharp, with_target, blurred_to_sharp_psnr,
                                       clean_to_sharp_psnr, clean_to_sharp_ncc, clean_to_sharp_ssim,
                                       attacked_to_sharp_psnr, attacked_to_sharp_ncc, attacked_to_sharp_ssim,
                                       eight_bit_to_sharp_psnr, clean_to_target_psnr, clean_to_target_ncc,
                                       clean_to_target_ssim, attacked_to_target_psnr, attacked_to_target_ncc,
                                       attacked_to_target_ssim, eight_bit_to_target_ncc, attacked_to_clean_psnr,
                                       attacked_to_clean_ssim, lipschitz, attacked_to_sharp_psnr_square)
    SELECT series_id, count(*), count(clean_to_sharp_psnr), count(clean_to_target_psnr),
           coalesce(sum(blurred_to_sharp_psnr), 0), coalesce(sum(clean_to_sharp_psnr), 0),
           coalesce(sum(clean_to_sharp_ncc), 0), coalesce(sum(clean_to_sharp_ssim), 0),
           coalesce(sum(attacked_to_sharp_psnr), 0), coalesce(sum(attacked_to_sharp_ncc), 0),
           coalesce(sum(attacked_to_sharp_ssim), 0), coalesce(sum(eight_bit_to_sharp_psnr), 0),
           coalesce(sum(clean_to_target_psnr), 0), coalesce(sum(clean_to_target_ncc), 0),
           coalesce(sum(clean_to_target_ssim), 0), coalesce(sum(attacked_to_target_psnr), 0),
           coalesce(sum(attacked_to_target_ncc), 0), coalesce(sum(attacked_to_target_ssim), 0),
           coalesce(sum(eight_bit_to_target_ncc), 0), coalesce(sum(attacked_to_clean_psnr), 0),
           coalesce(sum(attacked_to_clean_ssim), 0), coalesce(sum(lipschitz), 0),
           coalesce(sum(attacked_to_sharp_psnr ^ 2), 0)
    FROM added
    GROUP BY series_id
    ORDER BY series_id
    ON CONFLICT (series_id) DO UPDATE
    SET measurements = total.measurements + excluded.measurements,
        with_sharp = total.with_sharp + excluded.with_sharp,
        with_target = total.with_target + excluded.with_target,
        blurred_to_sharp_psnr = total.blurred_to_sharp_psnr + excluded.blurred_to_sharp_psnr,
        clean_to_sharp_psnr = total.clean_to_sharp_psnr + excluded.clean_to_sharp_psnr,
        clean_to_sharp_ncc = total.clean_to_sharp_ncc + excluded.clean_to_sharp_ncc,
        clean_to_sharp_ssim = total.clean_to_sharp_ssim + excluded.clean_to_sharp_ssim,
        attacked_to_sharp_psnr = total.attacked_to_sharp_psnr + excluded.attacked_to_sharp_psnr,
        attacked_to_sharp_ncc = total.attacked_to_sharp_ncc + excluded.attacked_to_sharp_ncc,
        attacked_to_sharp_ssim = total.attacked_to_sharp_ssim + excluded.attacked_to_sharp_ssim,
        eight_bit_to_sharp_psnr = total.eight_bit_to_sharp_psnr + excluded.eight_bit_to_sharp_psnr,
        clean_to_target_psnr = total.clean_to_target_psnr + excluded.clean_to_target_psnr,
        clean_to_target_ncc = total.clean_to_target_ncc + excluded.clean_to_target_ncc,
        clean_to_target_ssim = total.clean_to_target_ssim + excluded.clean_to_target_ssim,
        attacked_to_target_psnr = total.attacked_to_target_psnr + excluded.attacked_to_target_psnr,
        attacked_to_target_ncc = total.attacked_to_target_ncc + excluded.attacked_to_target_ncc,
        attacked_to_target_ssim = total.attacked_to_target_ssim + excluded.attacked_to_target_ssim,
        eight_bit_to_target_ncc = total.eight_bit_to_target_ncc + excluded.eight_bit_to_target_ncc,
        attacked_to_clean_psnr = total.attacked_to_clean_psnr + excluded.attacked_to_clean_psnr,
        attacked_to_clean_ssim = total.attacked_to_clean_ssim + excluded.attacked_to_clean_ssim,
        lipschitz = total.lipschitz + excluded.lipschitz,
        attacked_to_sharp_psnr_square = total.attacked_to_sharp_psnr_square + excluded.attacked_to_sharp_psnr_square;
END
$$;
COMMENT ON FUNCTION measure IS 'Makes the measurements of these places in campaigns that are missing and can be made';
DO $$
DECLARE
    part record;
BEGIN
    -- As many as records arrive in: a plan for a million at once reads the tables again and again.
    FOR part IN
        SELECT array_agg(campaign_id) AS campaigns, array_agg(ordinal) AS ordinals
        FROM (SELECT campaign_id, ordinal, row_number() OVER (ORDER BY campaign_id, ordinal) / 2000 AS number
              FROM campaign_job) AS place
        GROUP BY number
    LOOP
        PERFORM measure(part.campaigns, part.ordinals);
    END LOOP;
END
$$;

-- The same numbers stand in evaluation, where the first judge has position 0.
DROP VIEW campaign_table;
DROP VIEW transfer_matrix;
DROP VIEW job_result;
ALTER TABLE result
    DROP COLUMN blurred_to_sharp_psnr,
    DROP COLUMN blurred_to_sharp_ncc,
    DROP COLUMN blurred_to_sharp_ssim,
    DROP COLUMN clean_to_sharp_psnr,
    DROP COLUMN clean_to_sharp_ncc,
    DROP COLUMN clean_to_sharp_ssim,
    DROP COLUMN attacked_to_sharp_psnr,
    DROP COLUMN attacked_to_sharp_ncc,
    DROP COLUMN attacked_to_sharp_ssim,
    DROP COLUMN eight_bit_to_sharp_psnr,
    DROP COLUMN eight_bit_to_sharp_ncc,
    DROP COLUMN eight_bit_to_sharp_ssim,
    DROP COLUMN clean_to_target_psnr,
    DROP COLUMN clean_to_target_ncc,
    DROP COLUMN clean_to_target_ssim,
    DROP COLUMN attacked_to_target_psnr,
    DROP COLUMN attacked_to_target_ncc,
    DROP COLUMN attacked_to_target_ssim,
    DROP COLUMN eight_bit_to_target_psnr,
    DROP COLUMN eight_bit_to_target_ncc,
    DROP COLUMN eight_bit_to_target_ssim,
    DROP COLUMN attacked_to_clean_psnr,
    DROP COLUMN attacked_to_clean_ncc,
    DROP COLUMN attacked_to_clean_ssim,
    DROP COLUMN eight_bit_to_clean_psnr,
    DROP COLUMN eight_bit_to_clean_ncc,
    DROP COLUMN eight_bit_to_clean_ssim,
    DROP COLUMN lipschitz,
    DROP COLUMN perturbation_max_norm,
    DROP COLUMN perturbation_l2_norm,
    DROP COLUMN initial_objective,
    DROP COLUMN final_objective,
    DROP COLUMN counted_step;

CREATE VIEW job_result AS
SELECT cj.campaign_id,
       c.name AS campaign,
       cj.ordinal,
       cj.job_id,
       CASE
           WHEN r.complete AND r.status = 'SUCCEEDED' THEN 'SUCCEEDED'
           WHEN r.complete AND r.retry >= j.retry THEN 'FAILED'
           ELSE 'PENDING'
       END AS state,
       cj.data_set,
       cj.image,
       j.image_sha256,
       j.image_width,
       j.image_height,
       j.arrives_blurred,
       j.network,
       j.network_sha256,
       n.kind AS network_kind,
       e.judge AS judged_on,
       e.judge_sha256,
       coalesce(jsonb_array_length(nullif(j.request -> 'judges', 'null')), 1) AS judges,
       j.objective,
       cj.target,
       j.target_sha256,
       j.kernel_type,
       j.kernel_size,
       j.kernel_name,
       j.kernel,
       j.blur_type,
       j.blur,
       j.boundary,
       j.noise_sigma,
       j.noise_seed,
       j.rounded_to_8_bit,
       coalesce(j.request #>> '{attack,norm}', 'linf') AS norm,
       j.budget,
       coalesce(j.request #>> '{attack,distance,type}', j.request #>> '{attack,distance}', 'l2') AS distance,
       coalesce(j.request #>> '{attack,start}', 'uniform') AS start,
       coalesce(j.request #>> '{attack,update}', 'adam') AS update,
       j.steps,
       j.step_size,
       j.clip,
       j.iterate,
       greatest(coalesce((j.request #>> '{attack,restarts}')::integer, 1), 1) AS restarts,
       nullif(j.request #> '{attack,plateau}', 'null') AS plateau,
       nullif(j.request #> '{attack,expectation}', 'null') AS expectation,
       coalesce((j.request #>> '{attack,universal}')::boolean, false) AS universal,
       j.seed,
       r.status,
       coalesce(r.complete, false) AS complete,
       r.retry,
       r.failure_code,
       r.failure_message,
       CASE
           WHEN e.clean_to_sharp_psnr = e.attacked_to_sharp_psnr THEN 0
           ELSE e.clean_to_sharp_psnr - e.attacked_to_sharp_psnr
       END AS damage,
       e.blurred_to_sharp_psnr,
       e.blurred_to_sharp_ncc,
       e.blurred_to_sharp_ssim,
       e.clean_to_sharp_psnr,
       e.clean_to_sharp_ncc,
       e.clean_to_sharp_ssim,
       e.attacked_to_sharp_psnr,
       e.attacked_to_sharp_ncc,
       e.attacked_to_sharp_ssim,
       e.eight_bit_to_sharp_psnr,
       e.eight_bit_to_sharp_ncc,
       e.eight_bit_to_sharp_ssim,
       e.clean_to_target_psnr,
       e.clean_to_target_ncc,
       e.clean_to_target_ssim,
       e.attacked_to_target_psnr,
       e.attacked_to_target_ncc,
       e.attacked_to_target_ssim,
       e.eight_bit_to_target_psnr,
       e.eight_bit_to_target_ncc,
       e.eight_bit_to_target_ssim,
       e.attacked_to_clean_psnr,
       e.attacked_to_clean_ncc,
       e.attacked_to_clean_ssim,
       e.eight_bit_to_clean_psnr,
       e.eight_bit_to_clean_ncc,
       e.eight_bit_to_clean_ssim,
       e.lipschitz,
       e.perturbation_max_norm,
       e.perturbation_l2_norm,
       e.eight_bit_max_norm,
       e.initial_objective,
       e.final_objective,
       e.counted_step,
       r.seconds_per_step,
       r.worker,
       r.started_at,
       r.finished_at
FROM campaign_job cj
JOIN job j ON j.id = cj.job_id
LEFT JOIN campaign c ON c.id = cj.campaign_id
LEFT JOIN network n ON n.sha256 = j.network_sha256
LEFT JOIN result r ON r.job_id = cj.job_id
LEFT JOIN evaluation e ON e.job_id = cj.job_id AND e.position = 0;
COMMENT ON VIEW job_result IS 'One row per job of a campaign, with everything: what was asked for, how it ended, and its first judge''s numbers. Numbers are null until the job has succeeded, and where there is no sharp image or no target. PSNR is Infinity for equal images, NCC NaN for constant ones. A job that two campaigns share appears in each: say which campaign you mean, or use DISTINCT ON (job_id)';
COMMENT ON COLUMN job_result.campaign_id IS 'The campaign';
COMMENT ON COLUMN job_result.campaign IS 'What people call it; not unique';
COMMENT ON COLUMN job_result.ordinal IS 'The job''s place in the campaign''s expansion, from 0';
COMMENT ON COLUMN job_result.job_id IS 'The job: a hash of everything that determines its result';
COMMENT ON COLUMN job_result.state IS 'SUCCEEDED, FAILED or PENDING; PENDING also while a failure is asked for again';
COMMENT ON COLUMN job_result.data_set IS 'The data set that the campaign says the image is of';
COMMENT ON COLUMN job_result.image IS 'Name of the image in this campaign';
COMMENT ON COLUMN job_result.image_sha256 IS 'The image file that the job starts from: the sharp one, or the one that arrives blurred';
COMMENT ON COLUMN job_result.image_width IS 'Width of that image in pixels';
COMMENT ON COLUMN job_result.image_height IS 'Height of that image in pixels';
COMMENT ON COLUMN job_result.arrives_blurred IS 'Whether the image was blurred already when it came';
COMMENT ON COLUMN job_result.network IS 'Network under attack: name or name@variant';
COMMENT ON COLUMN job_result.network_sha256 IS 'SHA-256 of that network''s file';
COMMENT ON COLUMN job_result.network_kind IS 'blind or non-blind; null if no worker has announced the file';
COMMENT ON COLUMN job_result.judged_on IS 'Network whose outputs the numbers are of: the job''s first judge';
COMMENT ON COLUMN job_result.judge_sha256 IS 'SHA-256 of that network''s file';
COMMENT ON COLUMN job_result.judges IS 'How many networks judge; judged_result has all their numbers';
COMMENT ON COLUMN job_result.objective IS 'untargeted, targeted, localised or ground-truth';
COMMENT ON COLUMN job_result.target IS 'Name of the target image, or of the edit, in this campaign; null if there is none';
COMMENT ON COLUMN job_result.target_sha256 IS 'The target image''s file; null if there is none';
COMMENT ON COLUMN job_result.kernel_type IS 'camera-shake, gaussian, disk, linear-motion or file; null if no kernel is known, or the blur has not one kernel but several';
COMMENT ON COLUMN job_result.kernel_size IS 'Side of the square kernel in pixels, after scaling; null where kernel_type is';
COMMENT ON COLUMN job_result.kernel_name IS 'Name of an uploaded kernel; null for others';
COMMENT ON COLUMN job_result.kernel IS 'The KernelSpec with all its parameters';
COMMENT ON COLUMN job_result.blur_type IS 'uniform, grid or camera-path; null if the image arrives blurred';
COMMENT ON COLUMN job_result.blur IS 'The BlurSpec with all its parameters; null if the image arrives blurred';
COMMENT ON COLUMN job_result.boundary IS 'reflect, circular, replicate or valid; null if the image arrives blurred';
COMMENT ON COLUMN job_result.noise_sigma IS 'Standard deviation of the noise on the scale of [0,1]; null if the image arrives blurred';
COMMENT ON COLUMN job_result.noise_seed IS 'Seed of the noise; null if the image arrives blurred';
COMMENT ON COLUMN job_result.rounded_to_8_bit IS 'Whether the blurred image was rounded as a file would be; null if it arrives blurred';
COMMENT ON COLUMN job_result.norm IS 'linf: max |delta| is at most epsilon; l2: the root mean square of delta is at most epsilon';
COMMENT ON COLUMN job_result.budget IS 'epsilon in 255ths';
COMMENT ON COLUMN job_result.distance IS 'How the objective measures';
COMMENT ON COLUMN job_result.start IS 'Where the search begins: uniform, gaussian or zero';
COMMENT ON COLUMN job_result.update IS 'How a step follows from the gradient: adam, sign or gradient';
COMMENT ON COLUMN job_result.steps IS 'Updates of the attack, at most';
COMMENT ON COLUMN job_result.step_size IS 'Step size on the scale of [0,1]';
COMMENT ON COLUMN job_result.clip IS 'Whether the perturbed image is kept in [0,1]';
COMMENT ON COLUMN job_result.iterate IS 'Which iterate counts: last or best';
COMMENT ON COLUMN job_result.restarts IS 'How many searches from different starts';
COMMENT ON COLUMN job_result.plateau IS 'When the search ends early; null to do all steps';
COMMENT ON COLUMN job_result.expectation IS 'Over what the objective is averaged; null for nothing';
COMMENT ON COLUMN job_result.universal IS 'Whether one perturbation is sought for all images of the campaign together';
COMMENT ON COLUMN job_result.seed IS 'Seed of the random start';
COMMENT ON COLUMN job_result.status IS 'How the last attempt ended: SUCCEEDED or FAILED; null before';
COMMENT ON COLUMN job_result.complete IS 'Whether every artifact that the result names is stored';
COMMENT ON COLUMN job_result.retry IS 'Which retry of the job the result is of, from 0';
COMMENT ON COLUMN job_result.failure_code IS 'A stable word for programs, such as not-finite';
COMMENT ON COLUMN job_result.failure_message IS 'What happened, for people';
COMMENT ON COLUMN job_result.damage IS 'How many dB of PSNR against the sharp image the attack took';
COMMENT ON COLUMN job_result.blurred_to_sharp_psnr IS 'The blurred image against the sharp one: PSNR in dB';
COMMENT ON COLUMN job_result.blurred_to_sharp_ncc IS 'The blurred image against the sharp one: NCC';
COMMENT ON COLUMN job_result.blurred_to_sharp_ssim IS 'The blurred image against the sharp one: SSIM';
COMMENT ON COLUMN job_result.clean_to_sharp_psnr IS 'The clean output against the sharp image: PSNR in dB';
COMMENT ON COLUMN job_result.clean_to_sharp_ncc IS 'The clean output against the sharp image: NCC';
COMMENT ON COLUMN job_result.clean_to_sharp_ssim IS 'The clean output against the sharp image: SSIM';
COMMENT ON COLUMN job_result.attacked_to_sharp_psnr IS 'The attacked output against the sharp image: PSNR in dB';
COMMENT ON COLUMN job_result.attacked_to_sharp_ncc IS 'The attacked output against the sharp image: NCC';
COMMENT ON COLUMN job_result.attacked_to_sharp_ssim IS 'The attacked output against the sharp image: SSIM';
COMMENT ON COLUMN job_result.eight_bit_to_sharp_psnr IS 'The output for the perturbed image rounded to 8 bits against the sharp image: PSNR in dB';
COMMENT ON COLUMN job_result.eight_bit_to_sharp_ncc IS 'The output for the perturbed image rounded to 8 bits against the sharp image: NCC';
COMMENT ON COLUMN job_result.eight_bit_to_sharp_ssim IS 'The output for the perturbed image rounded to 8 bits against the sharp image: SSIM';
COMMENT ON COLUMN job_result.clean_to_target_psnr IS 'The clean output against the target: PSNR in dB';
COMMENT ON COLUMN job_result.clean_to_target_ncc IS 'The clean output against the target: NCC';
COMMENT ON COLUMN job_result.clean_to_target_ssim IS 'The clean output against the target: SSIM';
COMMENT ON COLUMN job_result.attacked_to_target_psnr IS 'The attacked output against the target: PSNR in dB';
COMMENT ON COLUMN job_result.attacked_to_target_ncc IS 'The attacked output against the target: NCC';
COMMENT ON COLUMN job_result.attacked_to_target_ssim IS 'The attacked output against the target: SSIM';
COMMENT ON COLUMN job_result.eight_bit_to_target_psnr IS 'The output for the perturbed image rounded to 8 bits against the target: PSNR in dB';
COMMENT ON COLUMN job_result.eight_bit_to_target_ncc IS 'The output for the perturbed image rounded to 8 bits against the target: NCC';
COMMENT ON COLUMN job_result.eight_bit_to_target_ssim IS 'The output for the perturbed image rounded to 8 bits against the target: SSIM';
COMMENT ON COLUMN job_result.attacked_to_clean_psnr IS 'The attacked output against the clean one: PSNR in dB';
COMMENT ON COLUMN job_result.attacked_to_clean_ncc IS 'The attacked output against the clean one: NCC';
COMMENT ON COLUMN job_result.attacked_to_clean_ssim IS 'The attacked output against the clean one: SSIM';
COMMENT ON COLUMN job_result.eight_bit_to_clean_psnr IS 'The output for the perturbed image rounded to 8 bits against the clean one: PSNR in dB';
COMMENT ON COLUMN job_result.eight_bit_to_clean_ncc IS 'The output for the perturbed image rounded to 8 bits against the clean one: NCC';
COMMENT ON COLUMN job_result.eight_bit_to_clean_ssim IS 'The output for the perturbed image rounded to 8 bits against the clean one: SSIM';
COMMENT ON COLUMN job_result.lipschitz IS 'Distance of the outputs, not clamped, over the perturbation''s L2 norm; NaN if that is zero';
COMMENT ON COLUMN job_result.perturbation_max_norm IS 'Largest absolute value of the perturbation on the scale of [0,1]';
COMMENT ON COLUMN job_result.perturbation_l2_norm IS 'L2 norm of the perturbation on the scale of [0,1]';
COMMENT ON COLUMN job_result.eight_bit_max_norm IS 'Largest distance of the perturbed image, rounded to 8 bits, from the blurred one on the scale of [0,1]; null where an older worker did not measure it';
COMMENT ON COLUMN job_result.initial_objective IS 'The objective at the random start';
COMMENT ON COLUMN job_result.final_objective IS 'The objective at the perturbation that counts';
COMMENT ON COLUMN job_result.counted_step IS 'The update after which that perturbation stood';
COMMENT ON COLUMN job_result.seconds_per_step IS 'Mean wall-clock time of one update';
COMMENT ON COLUMN job_result.worker IS 'Who ran the job';
COMMENT ON COLUMN job_result.started_at IS 'When its first step began';
COMMENT ON COLUMN job_result.finished_at IS 'When its artifacts were safe';

CREATE VIEW judged_result AS
SELECT s.campaign_id,
       c.name AS campaign,
       nullif(s.data_set, '') AS data_set,
       m.ordinal,
       m.position,
       s.first_judge,
       s.companion,
       s.crafted_on,
       s.judged_on,
       n.kind AS network_kind,
       s.objective,
       nullif(s.target, '') AS target,
       s.norm,
       s.steps,
       nullif(s.kernel_type, '') AS kernel_type,
       nullif(s.kernel_size, 0) AS kernel_size,
       s.budget,
       nullif(m.damage, '-Infinity') AS damage,
       m.blurred_to_sharp_psnr,
       m.clean_to_sharp_psnr,
       m.clean_to_sharp_ncc,
       m.clean_to_sharp_ssim,
       m.attacked_to_sharp_psnr,
       m.attacked_to_sharp_ncc,
       m.attacked_to_sharp_ssim,
       m.eight_bit_to_sharp_psnr,
       m.clean_to_target_psnr,
       m.clean_to_target_ncc,
       m.clean_to_target_ssim,
       m.attacked_to_target_psnr,
       m.attacked_to_target_ncc,
       m.attacked_to_target_ssim,
       m.eight_bit_to_target_ncc,
       m.attacked_to_clean_psnr,
       m.attacked_to_clean_ssim,
       m.lipschitz
FROM series s
JOIN measurement m ON m.series_id = s.id
LEFT JOIN campaign c ON c.id = s.campaign_id
LEFT JOIN network n ON n.sha256 = s.judge_sha256;
COMMENT ON VIEW judged_result IS 'One row per job that succeeded and judge, with the numbers that means are taken of: quick to read, a million rows in a second';
COMMENT ON COLUMN judged_result.campaign_id IS 'The campaign';
COMMENT ON COLUMN judged_result.campaign IS 'What people call it; not unique';
COMMENT ON COLUMN judged_result.data_set IS 'The data set that the campaign says the images are of';
COMMENT ON COLUMN judged_result.ordinal IS 'The job''s place in the campaign''s expansion, from 0';
COMMENT ON COLUMN judged_result.position IS 'The judge''s place among the job''s judges, from 0';
COMMENT ON COLUMN judged_result.first_judge IS 'Whether that is the job''s first judge: true for one row of each job';
COMMENT ON COLUMN judged_result.companion IS 'Whether a universal perturbation was put on another image than the job''s own';
COMMENT ON COLUMN judged_result.crafted_on IS 'Network under attack';
COMMENT ON COLUMN judged_result.judged_on IS 'Network whose outputs are measured';
COMMENT ON COLUMN judged_result.network_kind IS 'blind or non-blind; null if no worker has announced the file';
COMMENT ON COLUMN judged_result.objective IS 'untargeted, targeted, localised or ground-truth';
COMMENT ON COLUMN judged_result.target IS 'Name of the target image, or of the edit; null if there is none';
COMMENT ON COLUMN judged_result.norm IS 'linf: max |delta| is at most epsilon; l2: the root mean square of delta is at most epsilon';
COMMENT ON COLUMN judged_result.steps IS 'Updates of the attack, at most';
COMMENT ON COLUMN judged_result.kernel_type IS 'As in job_result';
COMMENT ON COLUMN judged_result.kernel_size IS 'Side of the square kernel in pixels';
COMMENT ON COLUMN judged_result.budget IS 'epsilon in 255ths';
COMMENT ON COLUMN judged_result.damage IS 'How many dB of PSNR against the sharp image the attack took';
COMMENT ON COLUMN judged_result.blurred_to_sharp_psnr IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.clean_to_sharp_psnr IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.clean_to_sharp_ncc IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.clean_to_sharp_ssim IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.attacked_to_sharp_psnr IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.attacked_to_sharp_ncc IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.attacked_to_sharp_ssim IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.eight_bit_to_sharp_psnr IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.clean_to_target_psnr IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.clean_to_target_ncc IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.clean_to_target_ssim IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.attacked_to_target_psnr IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.attacked_to_target_ncc IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.attacked_to_target_ssim IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.eight_bit_to_target_ncc IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.attacked_to_clean_psnr IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.attacked_to_clean_ssim IS 'As in job_result, of this judge';
COMMENT ON COLUMN judged_result.lipschitz IS 'As in job_result, of this judge';

CREATE VIEW campaign_table AS
SELECT s.campaign_id,
       c.name AS campaign,
       s.crafted_on AS network,
       s.objective,
       s.budget,
       sum(t.measurements)::bigint AS jobs,
       sum(t.clean_to_sharp_psnr) / nullif(sum(t.with_sharp), 0) AS clean_to_sharp_psnr,
       sum(t.attacked_to_sharp_psnr) / nullif(sum(t.with_sharp), 0) AS attacked_to_sharp_psnr,
       sum(t.clean_to_sharp_ncc) / nullif(sum(t.with_sharp), 0) AS clean_to_sharp_ncc,
       sum(t.attacked_to_sharp_ncc) / nullif(sum(t.with_sharp), 0) AS attacked_to_sharp_ncc,
       sum(t.clean_to_sharp_ssim) / nullif(sum(t.with_sharp), 0) AS clean_to_sharp_ssim,
       sum(t.attacked_to_sharp_ssim) / nullif(sum(t.with_sharp), 0) AS attacked_to_sharp_ssim,
       sum(t.clean_to_target_psnr) / nullif(sum(t.with_target), 0) AS clean_to_target_psnr,
       sum(t.attacked_to_target_psnr) / nullif(sum(t.with_target), 0) AS attacked_to_target_psnr,
       sum(t.clean_to_target_ncc) / nullif(sum(t.with_target), 0) AS clean_to_target_ncc,
       sum(t.attacked_to_target_ncc) / nullif(sum(t.with_target), 0) AS attacked_to_target_ncc,
       sum(t.lipschitz) / nullif(sum(t.measurements), 0) AS lipschitz
FROM series s
JOIN series_total t ON t.series_id = s.id
LEFT JOIN campaign c ON c.id = s.campaign_id
WHERE s.first_judge
GROUP BY s.campaign_id, c.name, s.crafted_on, s.objective, s.budget;
COMMENT ON VIEW campaign_table IS 'Means per campaign, network, objective and budget over the jobs that succeeded';
COMMENT ON COLUMN campaign_table.campaign_id IS 'The campaign';
COMMENT ON COLUMN campaign_table.campaign IS 'What people call it; not unique';
COMMENT ON COLUMN campaign_table.network IS 'Network under attack';
COMMENT ON COLUMN campaign_table.objective IS 'untargeted, targeted, localised or ground-truth';
COMMENT ON COLUMN campaign_table.budget IS 'epsilon in 255ths';
COMMENT ON COLUMN campaign_table.jobs IS 'How many measurements the means are over';
COMMENT ON COLUMN campaign_table.clean_to_sharp_psnr IS 'Mean over the jobs';
COMMENT ON COLUMN campaign_table.attacked_to_sharp_psnr IS 'Mean over the jobs';
COMMENT ON COLUMN campaign_table.clean_to_sharp_ncc IS 'Mean over the jobs';
COMMENT ON COLUMN campaign_table.attacked_to_sharp_ncc IS 'Mean over the jobs';
COMMENT ON COLUMN campaign_table.clean_to_sharp_ssim IS 'Mean over the jobs';
COMMENT ON COLUMN campaign_table.attacked_to_sharp_ssim IS 'Mean over the jobs';
COMMENT ON COLUMN campaign_table.clean_to_target_psnr IS 'Mean over the jobs';
COMMENT ON COLUMN campaign_table.attacked_to_target_psnr IS 'Mean over the jobs';
COMMENT ON COLUMN campaign_table.clean_to_target_ncc IS 'Mean over the jobs';
COMMENT ON COLUMN campaign_table.attacked_to_target_ncc IS 'Mean over the jobs';
COMMENT ON COLUMN campaign_table.lipschitz IS 'Mean over the jobs';

CREATE VIEW paper_table AS
SELECT s.campaign_id,
       c.name AS campaign,
       nullif(s.data_set, '') AS data_set,
       s.crafted_on AS network,
       n.kind AS network_kind,
       s.norm,
       s.budget,
       coalesce(sum(t.measurements) FILTER (WHERE s.objective = 'untargeted'), 0)::bigint AS untargeted_jobs,
       coalesce(sum(t.measurements) FILTER (WHERE s.objective = 'targeted'), 0)::bigint AS targeted_jobs,
       sum(t.blurred_to_sharp_psnr) / nullif(sum(t.with_sharp), 0) AS blurred_to_source_psnr,
       sum(t.clean_to_sharp_psnr) / nullif(sum(t.with_sharp), 0) AS clean_to_source_psnr,
       sum(t.clean_to_sharp_ncc) / nullif(sum(t.with_sharp), 0) AS clean_to_source_ncc,
       sum(t.clean_to_target_psnr) / nullif(sum(t.with_target), 0) AS clean_to_target_psnr,
       sum(t.clean_to_target_ncc) / nullif(sum(t.with_target), 0) AS clean_to_target_ncc,
       sum(t.attacked_to_sharp_psnr) FILTER (WHERE s.objective = 'untargeted' AND t.with_sharp > 0)
           / sum(t.with_sharp) FILTER (WHERE s.objective = 'untargeted' AND t.with_sharp > 0) AS untargeted_to_source_psnr,
       sum(t.attacked_to_sharp_ncc) FILTER (WHERE s.objective = 'untargeted' AND t.with_sharp > 0)
           / sum(t.with_sharp) FILTER (WHERE s.objective = 'untargeted' AND t.with_sharp > 0) AS untargeted_to_source_ncc,
       sum(t.attacked_to_sharp_psnr) FILTER (WHERE s.objective = 'targeted' AND t.with_sharp > 0)
           / sum(t.with_sharp) FILTER (WHERE s.objective = 'targeted' AND t.with_sharp > 0) AS targeted_to_source_psnr,
       sum(t.attacked_to_sharp_ncc) FILTER (WHERE s.objective = 'targeted' AND t.with_sharp > 0)
           / sum(t.with_sharp) FILTER (WHERE s.objective = 'targeted' AND t.with_sharp > 0) AS targeted_to_source_ncc,
       sum(t.attacked_to_target_psnr) FILTER (WHERE s.objective = 'targeted' AND t.with_target > 0)
           / sum(t.with_target) FILTER (WHERE s.objective = 'targeted' AND t.with_target > 0) AS targeted_to_target_psnr,
       sum(t.attacked_to_target_ncc) FILTER (WHERE s.objective = 'targeted' AND t.with_target > 0)
           / sum(t.with_target) FILTER (WHERE s.objective = 'targeted' AND t.with_target > 0) AS targeted_to_target_ncc
FROM series s
JOIN series_total t ON t.series_id = s.id
LEFT JOIN campaign c ON c.id = s.campaign_id
LEFT JOIN network n ON n.sha256 = s.judge_sha256
WHERE s.first_judge AND s.objective IN ('untargeted', 'targeted')
GROUP BY s.campaign_id, c.name, s.data_set, s.crafted_on, n.kind, s.norm, s.budget;
COMMENT ON VIEW paper_table IS 'Table 1 of Gandikota, Chandramouli and Moeller (ICIP 2022): per data set, network and budget, how like the outputs are to the source and to the target, without attack, under untargeted and under targeted attacks. Means over the jobs that succeeded';
COMMENT ON COLUMN paper_table.campaign_id IS 'The campaign';
COMMENT ON COLUMN paper_table.campaign IS 'What people call it; not unique';
COMMENT ON COLUMN paper_table.data_set IS 'The data set that the campaign says the images are of';
COMMENT ON COLUMN paper_table.network IS 'Network under attack';
COMMENT ON COLUMN paper_table.network_kind IS 'blind or non-blind; null if no worker has announced the file';
COMMENT ON COLUMN paper_table.norm IS 'linf: max |delta| is at most epsilon; l2: the root mean square of delta is at most epsilon';
COMMENT ON COLUMN paper_table.budget IS 'epsilon in 255ths';
COMMENT ON COLUMN paper_table.untargeted_jobs IS 'How many untargeted attacks the means are over';
COMMENT ON COLUMN paper_table.targeted_jobs IS 'How many targeted attacks the means are over';
COMMENT ON COLUMN paper_table.blurred_to_source_psnr IS 'Mean PSNR of the blurred images against the sharp ones, in dB';
COMMENT ON COLUMN paper_table.clean_to_source_psnr IS 'Mean PSNR of the clean outputs against the sharp images, in dB';
COMMENT ON COLUMN paper_table.clean_to_source_ncc IS 'Mean NCC of the clean outputs against the sharp images';
COMMENT ON COLUMN paper_table.clean_to_target_psnr IS 'Mean PSNR of the clean outputs against the targets, in dB; of targeted attacks';
COMMENT ON COLUMN paper_table.clean_to_target_ncc IS 'Mean NCC of the clean outputs against the targets; of targeted attacks';
COMMENT ON COLUMN paper_table.untargeted_to_source_psnr IS 'Mean PSNR of outputs under untargeted attacks against the sharp images, in dB';
COMMENT ON COLUMN paper_table.untargeted_to_source_ncc IS 'Mean NCC of outputs under untargeted attacks against the sharp images';
COMMENT ON COLUMN paper_table.targeted_to_source_psnr IS 'Mean PSNR of outputs under targeted attacks against the sharp images, in dB';
COMMENT ON COLUMN paper_table.targeted_to_source_ncc IS 'Mean NCC of outputs under targeted attacks against the sharp images';
COMMENT ON COLUMN paper_table.targeted_to_target_psnr IS 'Mean PSNR of outputs under targeted attacks against the targets, in dB';
COMMENT ON COLUMN paper_table.targeted_to_target_ncc IS 'Mean NCC of outputs under targeted attacks against the targets';

CREATE VIEW robustness_curve AS
SELECT s.campaign_id,
       c.name AS campaign,
       s.crafted_on,
       s.judged_on,
       n.kind AS network_kind,
       s.objective,
       s.norm,
       s.steps,
       s.budget,
       sum(t.measurements)::bigint AS jobs,
       sum(t.clean_to_sharp_psnr) / nullif(sum(t.with_sharp), 0) AS clean_to_sharp_psnr,
       sum(t.attacked_to_sharp_psnr) / nullif(sum(t.with_sharp), 0) AS attacked_to_sharp_psnr,
       CASE
           WHEN sum(t.with_sharp) > 1
               THEN sqrt(greatest((sum(t.attacked_to_sharp_psnr_square) - sum(t.attacked_to_sharp_psnr) ^ 2
                                   / sum(t.with_sharp)) / (sum(t.with_sharp) - 1), 0))
       END AS attacked_to_sharp_psnr_deviation,
       sum(t.eight_bit_to_sharp_psnr) / nullif(sum(t.with_sharp), 0) AS eight_bit_to_sharp_psnr,
       sum(t.clean_to_sharp_ssim) / nullif(sum(t.with_sharp), 0) AS clean_to_sharp_ssim,
       sum(t.attacked_to_sharp_ssim) / nullif(sum(t.with_sharp), 0) AS attacked_to_sharp_ssim,
       sum(t.clean_to_target_ncc) / nullif(sum(t.with_target), 0) AS clean_to_target_ncc,
       sum(t.attacked_to_target_ncc) / nullif(sum(t.with_target), 0) AS attacked_to_target_ncc,
       sum(t.attacked_to_clean_psnr) / nullif(sum(t.measurements), 0) AS attacked_to_clean_psnr,
       sum(t.lipschitz) / nullif(sum(t.measurements), 0) AS lipschitz
FROM series s
JOIN series_total t ON t.series_id = s.id
LEFT JOIN campaign c ON c.id = s.campaign_id
LEFT JOIN network n ON n.sha256 = s.judge_sha256
GROUP BY s.campaign_id, c.name, s.crafted_on, s.judged_on, n.kind, s.objective, s.norm, s.steps, s.budget;
COMMENT ON VIEW robustness_curve IS 'Metric against budget: means per campaign, network crafted on, network judged on, attack and budget over the jobs that succeeded';
COMMENT ON COLUMN robustness_curve.campaign_id IS 'The campaign';
COMMENT ON COLUMN robustness_curve.campaign IS 'What people call it; not unique';
COMMENT ON COLUMN robustness_curve.crafted_on IS 'Network under attack';
COMMENT ON COLUMN robustness_curve.judged_on IS 'Network whose outputs are measured';
COMMENT ON COLUMN robustness_curve.network_kind IS 'blind or non-blind; null if no worker has announced the file';
COMMENT ON COLUMN robustness_curve.objective IS 'untargeted, targeted, localised or ground-truth';
COMMENT ON COLUMN robustness_curve.norm IS 'linf: max |delta| is at most epsilon; l2: the root mean square of delta is at most epsilon';
COMMENT ON COLUMN robustness_curve.steps IS 'Updates of the attack, at most';
COMMENT ON COLUMN robustness_curve.budget IS 'epsilon in 255ths';
COMMENT ON COLUMN robustness_curve.jobs IS 'How many measurements the means are over';
COMMENT ON COLUMN robustness_curve.clean_to_sharp_psnr IS 'Mean PSNR of the clean outputs against the sharp images, in dB: what the curve starts from at budget 0';
COMMENT ON COLUMN robustness_curve.attacked_to_sharp_psnr IS 'Mean PSNR of the attacked outputs against the sharp images, in dB';
COMMENT ON COLUMN robustness_curve.attacked_to_sharp_psnr_deviation IS 'Standard deviation of that over the jobs, in dB';
COMMENT ON COLUMN robustness_curve.eight_bit_to_sharp_psnr IS 'The same after the perturbed images were rounded to 8 bits';
COMMENT ON COLUMN robustness_curve.clean_to_sharp_ssim IS 'Mean SSIM of the clean outputs against the sharp images';
COMMENT ON COLUMN robustness_curve.attacked_to_sharp_ssim IS 'Mean SSIM of the attacked outputs against the sharp images';
COMMENT ON COLUMN robustness_curve.clean_to_target_ncc IS 'Mean NCC of the clean outputs against the targets';
COMMENT ON COLUMN robustness_curve.attacked_to_target_ncc IS 'Mean NCC of the attacked outputs against the targets';
COMMENT ON COLUMN robustness_curve.attacked_to_clean_psnr IS 'Mean PSNR of the attacked outputs against the clean ones, in dB';
COMMENT ON COLUMN robustness_curve.lipschitz IS 'Mean empirical Lipschitz quotient';

CREATE VIEW kernel_size_effect AS
SELECT s.campaign_id,
       c.name AS campaign,
       s.crafted_on,
       s.judged_on,
       n.kind AS network_kind,
       s.objective,
       s.norm,
       s.budget,
       s.kernel_type,
       s.kernel_size,
       sum(t.measurements)::bigint AS jobs,
       sum(t.blurred_to_sharp_psnr) / nullif(sum(t.with_sharp), 0) AS blurred_to_sharp_psnr,
       sum(t.clean_to_sharp_psnr) / nullif(sum(t.with_sharp), 0) AS clean_to_sharp_psnr,
       sum(t.attacked_to_sharp_psnr) / nullif(sum(t.with_sharp), 0) AS attacked_to_sharp_psnr,
       sum(t.attacked_to_target_ncc) / nullif(sum(t.with_target), 0) AS attacked_to_target_ncc,
       sum(t.attacked_to_clean_psnr) / nullif(sum(t.measurements), 0) AS attacked_to_clean_psnr,
       sum(t.lipschitz) / nullif(sum(t.measurements), 0) AS lipschitz
FROM series s
JOIN series_total t ON t.series_id = s.id
LEFT JOIN campaign c ON c.id = s.campaign_id
LEFT JOIN network n ON n.sha256 = s.judge_sha256
WHERE s.kernel_size > 0
GROUP BY s.campaign_id, c.name, s.crafted_on, s.judged_on, n.kind, s.objective, s.norm, s.budget, s.kernel_type,
         s.kernel_size;
COMMENT ON VIEW kernel_size_effect IS 'What the size of the kernel does (Figure 7 of the paper): means per campaign, networks, attack, budget and kernel over the jobs that succeeded';
COMMENT ON COLUMN kernel_size_effect.campaign_id IS 'The campaign';
COMMENT ON COLUMN kernel_size_effect.campaign IS 'What people call it; not unique';
COMMENT ON COLUMN kernel_size_effect.crafted_on IS 'Network under attack';
COMMENT ON COLUMN kernel_size_effect.judged_on IS 'Network whose outputs are measured';
COMMENT ON COLUMN kernel_size_effect.network_kind IS 'blind or non-blind; null if no worker has announced the file';
COMMENT ON COLUMN kernel_size_effect.objective IS 'untargeted, targeted, localised or ground-truth';
COMMENT ON COLUMN kernel_size_effect.norm IS 'linf: max |delta| is at most epsilon; l2: the root mean square of delta is at most epsilon';
COMMENT ON COLUMN kernel_size_effect.budget IS 'epsilon in 255ths';
COMMENT ON COLUMN kernel_size_effect.kernel_type IS 'camera-shake, gaussian, disk, linear-motion or file';
COMMENT ON COLUMN kernel_size_effect.kernel_size IS 'Side of the square kernel in pixels';
COMMENT ON COLUMN kernel_size_effect.jobs IS 'How many measurements the means are over';
COMMENT ON COLUMN kernel_size_effect.blurred_to_sharp_psnr IS 'Mean PSNR of the blurred images against the sharp ones, in dB';
COMMENT ON COLUMN kernel_size_effect.clean_to_sharp_psnr IS 'Mean PSNR of the clean outputs against the sharp images, in dB';
COMMENT ON COLUMN kernel_size_effect.attacked_to_sharp_psnr IS 'Mean PSNR of the attacked outputs against the sharp images, in dB';
COMMENT ON COLUMN kernel_size_effect.attacked_to_target_ncc IS 'Mean NCC of the attacked outputs against the targets';
COMMENT ON COLUMN kernel_size_effect.attacked_to_clean_psnr IS 'Mean PSNR of the attacked outputs against the clean ones, in dB';
COMMENT ON COLUMN kernel_size_effect.lipschitz IS 'Mean empirical Lipschitz quotient';

CREATE VIEW transfer_matrix AS
SELECT s.campaign_id,
       c.name AS campaign,
       s.crafted_on,
       s.judged_on,
       s.objective,
       s.budget,
       sum(t.measurements)::bigint AS jobs,
       sum(t.clean_to_sharp_psnr) / nullif(sum(t.with_sharp), 0) AS clean_to_sharp_psnr,
       sum(t.attacked_to_sharp_psnr) / nullif(sum(t.with_sharp), 0) AS attacked_to_sharp_psnr,
       sum(t.clean_to_sharp_ssim) / nullif(sum(t.with_sharp), 0) AS clean_to_sharp_ssim,
       sum(t.attacked_to_sharp_ssim) / nullif(sum(t.with_sharp), 0) AS attacked_to_sharp_ssim,
       sum(t.attacked_to_clean_psnr) / nullif(sum(t.measurements), 0) AS attacked_to_clean_psnr,
       sum(t.attacked_to_clean_ssim) / nullif(sum(t.measurements), 0) AS attacked_to_clean_ssim,
       sum(t.clean_to_target_ncc) / nullif(sum(t.with_target), 0) AS clean_to_target_ncc,
       sum(t.attacked_to_target_ncc) / nullif(sum(t.with_target), 0) AS attacked_to_target_ncc,
       sum(t.lipschitz) / nullif(sum(t.measurements), 0) AS lipschitz
FROM series s
JOIN series_total t ON t.series_id = s.id
LEFT JOIN campaign c ON c.id = s.campaign_id
GROUP BY s.campaign_id, c.name, s.crafted_on, s.judged_on, s.objective, s.budget;
COMMENT ON VIEW transfer_matrix IS 'What perturbations crafted on one network do to another: means per campaign, network crafted on, network judged on, objective and budget over the jobs that succeeded. judged_on = crafted_on is the attack itself';
COMMENT ON COLUMN transfer_matrix.campaign_id IS 'The campaign';
COMMENT ON COLUMN transfer_matrix.campaign IS 'What people call it; not unique';
COMMENT ON COLUMN transfer_matrix.crafted_on IS 'Network under attack';
COMMENT ON COLUMN transfer_matrix.judged_on IS 'Network whose outputs are measured';
COMMENT ON COLUMN transfer_matrix.objective IS 'untargeted, targeted, localised or ground-truth';
COMMENT ON COLUMN transfer_matrix.budget IS 'epsilon in 255ths';
COMMENT ON COLUMN transfer_matrix.jobs IS 'How many measurements the means are over';
COMMENT ON COLUMN transfer_matrix.clean_to_sharp_psnr IS 'Mean PSNR of the judge''s clean outputs against the sharp images, in dB';
COMMENT ON COLUMN transfer_matrix.attacked_to_sharp_psnr IS 'Mean PSNR of the judge''s attacked outputs against the sharp images, in dB';
COMMENT ON COLUMN transfer_matrix.clean_to_sharp_ssim IS 'Mean SSIM of the judge''s clean outputs against the sharp images';
COMMENT ON COLUMN transfer_matrix.attacked_to_sharp_ssim IS 'Mean SSIM of the judge''s attacked outputs against the sharp images';
COMMENT ON COLUMN transfer_matrix.attacked_to_clean_psnr IS 'Mean PSNR of the judge''s attacked outputs against its clean ones, in dB: low where the attack carries over';
COMMENT ON COLUMN transfer_matrix.attacked_to_clean_ssim IS 'Mean SSIM of the judge''s attacked outputs against its clean ones';
COMMENT ON COLUMN transfer_matrix.clean_to_target_ncc IS 'Mean NCC of the judge''s clean outputs against the targets; null for untargeted attacks';
COMMENT ON COLUMN transfer_matrix.attacked_to_target_ncc IS 'Mean NCC of the judge''s attacked outputs against the targets; null for untargeted attacks';
COMMENT ON COLUMN transfer_matrix.lipschitz IS 'Mean Lipschitz quotient on the judge';
CREATE VIEW worst_cases AS
SELECT ranked.campaign_id,
       c.name AS campaign,
       ranked.crafted_on,
       ranked.judged_on,
       ranked.objective,
       ranked.norm,
       ranked.budget,
       ranked.rank,
       ranked.ordinal,
       cj.job_id,
       nullif(ranked.data_set, '') AS data_set,
       cj.image,
       cj.target,
       nullif(ranked.kernel_type, '') AS kernel_type,
       nullif(ranked.kernel_size, 0) AS kernel_size,
       nullif(ranked.damage, '-Infinity') AS damage,
       ranked.clean_to_sharp_psnr,
       ranked.attacked_to_sharp_psnr,
       ranked.attacked_to_target_ncc,
       ranked.attacked_to_clean_psnr,
       ranked.lipschitz
FROM (
    SELECT s.*,
           worst.*,
           row_number() OVER (
               PARTITION BY s.campaign_id, s.crafted_on, s.judged_on, s.objective, s.norm, s.budget
               ORDER BY worst.damage DESC, worst.ordinal DESC) AS rank
    FROM series s
    CROSS JOIN LATERAL (
        SELECT m.ordinal, m.damage, m.clean_to_sharp_psnr, m.attacked_to_sharp_psnr, m.attacked_to_target_ncc,
               m.attacked_to_clean_psnr, m.lipschitz
        FROM measurement m
        WHERE m.series_id = s.id
        ORDER BY m.damage DESC, m.ordinal DESC
        LIMIT 10) AS worst
    WHERE NOT s.companion
) AS ranked
JOIN campaign_job cj ON cj.campaign_id = ranked.campaign_id AND cj.ordinal = ranked.ordinal
LEFT JOIN campaign c ON c.id = ranked.campaign_id
WHERE ranked.rank <= 10;
COMMENT ON VIEW worst_cases IS 'The ten jobs that the attack damaged most, for each campaign, networks, objective, norm and budget';
COMMENT ON COLUMN worst_cases.campaign_id IS 'The campaign';
COMMENT ON COLUMN worst_cases.campaign IS 'What people call it; not unique';
COMMENT ON COLUMN worst_cases.crafted_on IS 'Network under attack';
COMMENT ON COLUMN worst_cases.judged_on IS 'Network whose outputs are measured';
COMMENT ON COLUMN worst_cases.objective IS 'untargeted, targeted, localised or ground-truth';
COMMENT ON COLUMN worst_cases.norm IS 'linf: max |delta| is at most epsilon; l2: the root mean square of delta is at most epsilon';
COMMENT ON COLUMN worst_cases.budget IS 'epsilon in 255ths';
COMMENT ON COLUMN worst_cases.rank IS '1 for the most damage; jobs without a sharp image come last';
COMMENT ON COLUMN worst_cases.ordinal IS 'The job''s place in the campaign''s expansion, from 0';
COMMENT ON COLUMN worst_cases.job_id IS 'The job';
COMMENT ON COLUMN worst_cases.data_set IS 'The data set that the campaign says the image is of';
COMMENT ON COLUMN worst_cases.image IS 'Name of the image in the campaign';
COMMENT ON COLUMN worst_cases.target IS 'Name of the target image, or of the edit; null if there is none';
COMMENT ON COLUMN worst_cases.kernel_type IS 'As in job_result';
COMMENT ON COLUMN worst_cases.kernel_size IS 'Side of the square kernel in pixels';
COMMENT ON COLUMN worst_cases.damage IS 'How many dB of PSNR against the sharp image the attack took';
COMMENT ON COLUMN worst_cases.clean_to_sharp_psnr IS 'PSNR of the clean output against the sharp image, in dB';
COMMENT ON COLUMN worst_cases.attacked_to_sharp_psnr IS 'PSNR of the attacked output against the sharp image, in dB';
COMMENT ON COLUMN worst_cases.attacked_to_target_ncc IS 'NCC of the attacked output against the target';
COMMENT ON COLUMN worst_cases.attacked_to_clean_psnr IS 'PSNR of the attacked output against the clean one, in dB';
COMMENT ON COLUMN worst_cases.lipschitz IS 'Empirical Lipschitz quotient';

CREATE VIEW known_network AS
SELECT sha256, id, kind, title, precision, parameters, licence, card
FROM network;
COMMENT ON VIEW known_network IS 'Network files that workers have announced; columns as in the table network';
COMMENT ON COLUMN known_network.sha256 IS 'SHA-256 of the file';
COMMENT ON COLUMN known_network.id IS 'What people call it: name or name@variant';
COMMENT ON COLUMN known_network.kind IS 'blind: N(y); non-blind: N(y, b)';
COMMENT ON COLUMN known_network.title IS 'One line for people';
COMMENT ON COLUMN known_network.precision IS 'Arithmetic inside the file, such as fp32 or bf16';
COMMENT ON COLUMN known_network.parameters IS 'How many weights it has';
COMMENT ON COLUMN known_network.licence IS 'SPDX identifier, or words where there is none';
COMMENT ON COLUMN known_network.card IS 'The card inside the file, whole';

COMMENT ON COLUMN job_trace.job_id IS 'The job';
COMMENT ON COLUMN job_trace.step IS 'After how many updates';
COMMENT ON COLUMN job_trace.objective IS 'The objective there';
COMMENT ON COLUMN campaign_progress.campaign_id IS 'The campaign';
COMMENT ON COLUMN campaign_progress.name IS 'What people call it; not unique';
COMMENT ON COLUMN campaign_progress.submitted_at IS 'When it was accepted';
COMMENT ON COLUMN campaign_progress.jobs IS 'How many jobs it expands into';
COMMENT ON COLUMN campaign_progress.known IS 'Jobs whose request has arrived';
COMMENT ON COLUMN campaign_progress.succeeded IS 'Jobs that succeeded and whose artifacts are all stored';
COMMENT ON COLUMN campaign_progress.failed IS 'Jobs that failed and were not asked for again since';
COMMENT ON COLUMN campaign_progress.round IS 'The newest round of its jobs that was published, from 0';
COMMENT ON COLUMN campaign_progress.state IS 'ACTIVE, PAUSED or CANCELLED: what was last asked of it';
COMMENT ON COLUMN campaign_progress.abandoned IS 'The last round whose requests are not begun any more; -1 if none is abandoned';
COMMENT ON COLUMN orphan_blob.sha256 IS 'SHA-256 of the bytes';
COMMENT ON COLUMN orphan_blob.media_type IS 'What the bytes are';
COMMENT ON COLUMN orphan_blob.length IS 'How many bytes';
COMMENT ON COLUMN orphan_blob.created_at IS 'When it was stored';

-- Analysts see views and nothing else. A role belongs to the whole cluster of databases and may be there already; who migrates
-- may not be allowed to make it. Then an administrator makes it, and calls the function.
CREATE FUNCTION allow_analyst() RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    name text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO analyst', current_schema());
    FOREACH name IN ARRAY ARRAY['job_result', 'judged_result', 'job_trace', 'campaign_progress', 'campaign_table',
                                'paper_table', 'robustness_curve', 'kernel_size_effect', 'transfer_matrix',
                                'worst_cases', 'known_network']
    LOOP
        EXECUTE format('GRANT SELECT ON %I TO analyst', name);
    END LOOP;
END
$$;
COMMENT ON FUNCTION allow_analyst IS 'Lets the role analyst read the views that are the public interface';

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'analyst') THEN
        -- No password: where one is asked for, nobody comes in until an administrator has set it.
        CREATE ROLE analyst LOGIN;
        ALTER ROLE analyst SET default_transaction_read_only = on;
    END IF;
    PERFORM allow_analyst();
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'No role analyst: %', SQLERRM;
    WHEN duplicate_object OR unique_violation THEN
        RAISE NOTICE 'The role analyst was made by another database at this moment: SELECT allow_analyst() lets it read';
END
$$;
