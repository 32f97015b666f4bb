"""What an ad and a person have cost, and how many videos a person was made, kept by triggers.

By increment (new − old), never by SUM: two inserts at once would each sum up without the other's row, and the later
one would write the loser's total. The person's row is locked before the ad's, as every update of the chat does.
Down: the totals of people are lost; they can be summed up from the ledger.
"""

from migrations.sql import run

revision = "032"
down_revision = "031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        ALTER TABLE users
            ADD COLUMN total_generations integer DEFAULT 0 NOT NULL,
            ADD COLUMN total_cost numeric(10, 4) DEFAULT 0 NOT NULL,
            ADD CONSTRAINT ck_users_totals CHECK (total_generations >= 0 AND total_cost >= 0);

        CREATE FUNCTION add_to_total_cost() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                UPDATE users SET total_cost = total_cost + NEW.amount WHERE id = NEW.user_id;
                UPDATE ad_projects SET total_cost = total_cost + NEW.amount WHERE id = NEW.project_id;
            ELSE
                UPDATE users SET total_cost = total_cost + (NEW.amount - OLD.amount) WHERE id = NEW.user_id;
                UPDATE ad_projects SET total_cost = total_cost + (NEW.amount - OLD.amount) WHERE id = NEW.project_id;
            END IF;
            RETURN NULL;
        END;
        $$;
        CREATE TRIGGER update_total_cost
            AFTER INSERT ON generation_costs FOR EACH ROW EXECUTE FUNCTION add_to_total_cost();
        CREATE TRIGGER update_total_cost_by_difference
            AFTER UPDATE OF amount ON generation_costs
            FOR EACH ROW WHEN (OLD.amount <> NEW.amount) EXECUTE FUNCTION add_to_total_cost();

        -- A generation is a finished cut; that its file is deleted later does not undo it.
        CREATE FUNCTION add_to_total_generations() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE users SET total_generations = total_generations + 1 WHERE id = NEW.user_id;
            RETURN NULL;
        END;
        $$;
        CREATE TRIGGER update_total_generations_of_new
            AFTER INSERT ON assets
            FOR EACH ROW WHEN (NEW.type = 'final_video' AND NEW.status = 'completed')
            EXECUTE FUNCTION add_to_total_generations();
        CREATE TRIGGER update_total_generations_of_finished
            AFTER UPDATE OF status ON assets
            FOR EACH ROW WHEN (NEW.type = 'final_video' AND OLD.status = 'generating' AND NEW.status = 'completed')
            EXECUTE FUNCTION add_to_total_generations();
        UPDATE users SET total_generations = made.videos
          FROM (SELECT user_id, count(*) AS videos FROM assets WHERE type = 'final_video' AND status = 'completed'
                 GROUP BY user_id) AS made
         WHERE made.user_id = users.id;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DROP TRIGGER update_total_generations_of_finished ON assets;
        DROP TRIGGER update_total_generations_of_new ON assets;
        DROP FUNCTION add_to_total_generations();
        DROP TRIGGER update_total_cost_by_difference ON generation_costs;
        DROP TRIGGER update_total_cost ON generation_costs;
        DROP FUNCTION add_to_total_cost();
        ALTER TABLE users DROP COLUMN total_cost, DROP COLUMN total_generations;
        """
    )
