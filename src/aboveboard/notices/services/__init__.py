"""What other rooms may have said, raised, run and marked. Each module answers for one verb."""
