"""Three templates to begin with.

Written by their slug: running it again, or over a database that has them, doubles none. Down: ours go, people's stay.
"""

from migrations.sql import run

revision = "029"
down_revision = "028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        INSERT INTO campaign_templates (slug, title, description, campaign_type, framework, is_public, prompt_template) VALUES
            ('product-launch', 'Product launch', 'Introduce something new in one clear promise.', 'product_launch', 'hook_demo',
             true, 'Launch {product}. Open with what nobody has seen before, show it at work, and end on {callToAction}.'),
            ('problem-solved', 'Problem solved', 'Name what hurts, then take it away.', 'general', 'PAS',
             true, 'Show {targetAudience} the problem they know, what it costs them, and how {product} ends it. {callToAction}.'),
            ('seasonal-offer', 'Seasonal offer', 'A reason to buy now.', 'seasonal', 'AIDA',
             true, 'It is {season}: catch the eye, say why {product} fits, name the offer {offer} and until when. {callToAction}.')
        ON CONFLICT (slug) DO NOTHING;
        """
    )


def downgrade() -> None:
    run(
        """
        SET LOCAL lock_timeout = '5s';
        DELETE FROM campaign_templates WHERE user_id IS NULL AND slug IN ('product-launch', 'problem-solved', 'seasonal-offer');
        """
    )
