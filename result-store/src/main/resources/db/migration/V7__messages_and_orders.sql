-- A result's message was parsed into jsonb and compressed again by PostgreSQL: half of the time that it took to store one.
-- Whoever writes it compresses it now, and what SQL asks of it stands in columns.

ALTER TABLE result
    ALTER COLUMN result DROP NOT NULL,
    ADD COLUMN message bytea,
    ADD COLUMN trace_steps integer[],
    ADD COLUMN trace_objectives double precision[],
    ADD CONSTRAINT result_message_check CHECK ((result IS NULL) <> (message IS NULL));
ALTER TABLE result ALTER COLUMN message SET STORAGE EXTERNAL;
-- A row of two kilobytes stays together.
ALTER TABLE result SET (toast_tuple_target = 4080);
COMMENT ON COLUMN result.result IS 'The AttackResult message, whole, of results that came before there was message, or that name no judge; otherwise null';
COMMENT ON COLUMN result.message IS 'The AttackResult message, whole, as it was written: UTF-8, compressed with Zstandard; null where result holds it';
COMMENT ON COLUMN result.trace_steps IS 'The steps at which the objective was measured; null where there is no message';
COMMENT ON COLUMN result.trace_objectives IS 'The objective at each of these steps';

CREATE OR REPLACE VIEW job_trace AS
SELECT r.job_id,
       point.step,
       point.objective
FROM result r
CROSS JOIN LATERAL unnest(r.trace_steps, r.trace_objectives) AS point (step, objective)
WHERE r.status = 'SUCCEEDED'
UNION ALL
SELECT r.job_id,
       (point ->> 'step')::integer AS step,
       (point ->> 'objective')::double precision AS objective
FROM result r
CROSS JOIN LATERAL jsonb_array_elements(r.result #> '{outcome,trace}') AS point
WHERE r.status = 'SUCCEEDED';

ALTER TABLE blob
    DROP CONSTRAINT blob_encoding_check,
    ADD CONSTRAINT blob_encoding_check CHECK (encoding IN ('identity', 'zstd', 'words'));
COMMENT ON COLUMN blob.encoding IS 'How bytes holds them: identity; zstd (RFC 8878); or words, a dictionary of three 32-bit words, 2 bits for each word, and the words that are not in it (class WordCode says how exactly). sha256 and length are of the bytes themselves';

-- It gathered whole rows in an array, to have them for two statements, which took longer than the rest of it.
CREATE OR REPLACE FUNCTION measure(campaigns text[], ordinals bigint[]) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    missing bigint;
BEGIN
    LOOP
        -- In two parts, so that a key is computed once, not once for every series that it is compared with.
        WITH measured AS MATERIALIZED (
            SELECT m.*
            FROM unnest(campaigns, ordinals) AS place (campaign_id, ordinal)
            JOIN measurable m ON m.campaign_id = place.campaign_id AND m.ordinal = place.ordinal
        ), found AS MATERIALIZED (
            SELECT measured.*, s.id AS series_id
            FROM measured
            LEFT JOIN series s ON s.key = measured.key
        ), added AS (
            INSERT INTO measurement (series_id, ordinal, position, damage,
                                     blurred_to_sharp_psnr, clean_to_sharp_psnr, clean_to_sharp_ncc,
                                     clean_to_sharp_ssim, attacked_to_sharp_psnr, attacked_to_sharp_ncc,
                                     attacked_to_sharp_ssim, eight_bit_to_sharp_psnr, clean_to_target_psnr,
                                     clean_to_target_ncc, clean_to_target_ssim, attacked_to_target_psnr,
                                     attacked_to_target_ncc, attacked_to_target_ssim, eight_bit_to_target_ncc,
                                     attacked_to_clean_psnr, attacked_to_clean_ssim, lipschitz)
            SELECT series_id, ordinal, position, damage,
                   blurred_to_sharp_psnr, clean_to_sharp_psnr, clean_to_sharp_ncc,
                   clean_to_sharp_ssim, attacked_to_sharp_psnr, attacked_to_sharp_ncc,
                   attacked_to_sharp_ssim, eight_bit_to_sharp_psnr, clean_to_target_psnr,
                   clean_to_target_ncc, clean_to_target_ssim, attacked_to_target_psnr,
                   attacked_to_target_ncc, attacked_to_target_ssim, eight_bit_to_target_ncc,
                   attacked_to_clean_psnr, attacked_to_clean_ssim, lipschitz
            FROM found
            WHERE series_id IS NOT NULL
            ON CONFLICT DO NOTHING
            RETURNING *
        ), summed AS (
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
                attacked_to_sharp_psnr_square = total.attacked_to_sharp_psnr_square + excluded.attacked_to_sharp_psnr_square
        )
        SELECT count(*) INTO missing FROM found WHERE series_id IS NULL;
        EXIT WHEN missing = 0;

        -- Of a series that is new. In order, so that no two transactions wait for each other.
        INSERT INTO series (key, campaign_id, data_set, crafted_on, crafted_sha256, judged_on, judge_sha256, first_judge,
                            companion, objective, target, norm, steps, kernel_type, kernel_size, budget)
        SELECT DISTINCT ON (key) key, campaign_id, data_set, crafted_on, crafted_sha256, judged_on, judge_sha256,
                                 first_judge, companion, objective, target, norm, steps, kernel_type, kernel_size, budget
        FROM (
            SELECT m.*
            FROM unnest(campaigns, ordinals) AS place (campaign_id, ordinal)
            JOIN measurable m ON m.campaign_id = place.campaign_id AND m.ordinal = place.ordinal
            OFFSET 0
        ) AS measured
        WHERE NOT EXISTS (SELECT 1 FROM series s WHERE s.key = measured.key)
        ORDER BY key
        ON CONFLICT DO NOTHING;
    END LOOP;
END
$$;

-- Each order in which results are listed begins with a series; an image's results are found by their ordinals.
CREATE INDEX measurement_ordinal ON measurement (ordinal);
CREATE INDEX measurement_change ON measurement (series_id, attacked_to_clean_psnr, ordinal);
CREATE INDEX measurement_target ON measurement (series_id, attacked_to_target_ncc DESC, ordinal DESC)
    WHERE attacked_to_target_ncc IS NOT NULL;
CREATE INDEX measurement_lipschitz ON measurement (series_id, lipschitz DESC, ordinal DESC);
