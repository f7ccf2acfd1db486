"""The programme of authorized operators: application, assessment, validation, decision, certificate, and after."""
