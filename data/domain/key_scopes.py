"""What an API key may be for: reading or writing one collection; whose rows it sees is its post's matter."""

from __future__ import annotations

from data.domain.plan.vocabulary import Vocabulary


class KeyScope(Vocabulary):
    """A collection of the API, and whether a key reads or changes it."""

    PLANS_READ = "plans:read", "計画と確認結果の読取り", "read plans and results"
    PLANS_WRITE = "plans:write", "計画の登録と差替え", "store and replace plans"
    APPLICATIONS_READ = "applications:read", "申請の読取り", "read applications"
    APPLICATIONS_WRITE = "applications:write", "申請の手続", "act on applications"
    SITING_READ = "siting:read", "立地調査の読取り", "read siting studies"
    SITING_WRITE = "siting:write", "立地調査の実行", "run siting studies"
    FEATURES_READ = "features:read", "地物の読取り（GIS用）", "read features (for GIS)"
