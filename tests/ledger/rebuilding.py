"""What somebody with full write access does to hide a change: the rest of the ledger is made to fit."""

from __future__ import annotations

from tests.ledger.tampering import behind_the_guards

from aboveboard.ledger.models import Checkpoint, Entry, FiledPart, Head, Node
from aboveboard.ledger.pure.commitments import Manifest, Part, commit_part, leaf_content, parse_manifest
from aboveboard.ledger.pure.merkle import Frontier, is_kept, leaf_hash


def rebuild_tree() -> None:
    """Make head and nodes anew from the leaves that there are."""
    head = Head.objects.get()
    leaves = Entry.objects.order_by("index").values_list("leaf_hash", flat=True)
    frontier, completed = Frontier().extend(leaves)
    with behind_the_guards():
        Node.objects.all().delete()
        Node.objects.bulk_create(
            Node(log=head.log, level=node.level, index=node.offset, hash=node.hash)
            for node in completed
            if is_kept(node.level)
        )
        Head.objects.update(size=frontier.size, frontier=frontier.to_bytes())


def refile(index: int, content: bytes) -> None:
    """Let an entry say that something else was filed, down to its leaf."""
    entry = Entry.objects.get(index=index)
    part = entry.parts.get()
    said = parse_manifest(entry.manifest)
    committed = commit_part(Part(part.name, part.media_type, content), part.salt)
    manifest = Manifest(
        said.reference, said.kind, said.actor, said.subject, said.filed_at, (committed,)
    ).canonical()
    leaf = leaf_hash(leaf_content(entry.manifest_salt, manifest))
    with behind_the_guards():
        FiledPart.objects.filter(pk=part.pk).update(content=content, length=len(content))
        Entry.objects.filter(pk=entry.pk).update(manifest=manifest, leaf_hash=leaf)


def delete_entries(first: int, last: int) -> None:
    with behind_the_guards():
        FiledPart.objects.filter(entry__index__range=(first, last)).delete()
        Entry.objects.filter(index__range=(first, last)).delete()


def forget_checkpoints(above: int = 0) -> None:
    with behind_the_guards():
        Checkpoint.objects.filter(size__gt=above).delete()


def cut_to(size: int) -> None:
    """The ledger as it was at `size`, as an old backup has it."""
    delete_entries(size, 10**9)
    forget_checkpoints(above=size)
    rebuild_tree()
